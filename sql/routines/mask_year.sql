-- aether: database=data
-- The year of a date.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION mask_year(value DATE)
RETURNS SMALLINT UNSIGNED DETERMINISTIC NO SQL
RETURN YEAR(value);
