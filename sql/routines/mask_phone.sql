-- aether: database=data
-- The last two digits of a telephone number; of one with fewer than six characters, none.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION mask_phone(value VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci)
RETURNS VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DETERMINISTIC NO SQL
RETURN CONCAT('***', IF(CHAR_LENGTH(value) < 6, '', RIGHT(value, 2)));
