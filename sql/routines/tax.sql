-- aether: database=data
-- The tax on an amount at so many per cent, rounded half up to the digits that the currency has.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION tax(
  amount DECIMAL(14, 2), percent DECIMAL(7, 4), minor_digits TINYINT UNSIGNED
) RETURNS DECIMAL(14, 2) DETERMINISTIC NO SQL
RETURN ROUND(amount * percent / 100, minor_digits);
