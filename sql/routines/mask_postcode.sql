-- aether: database=data
-- The region of a postcode: its first two characters; of one with fewer than four, none.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION mask_postcode(value VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci)
RETURNS VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DETERMINISTIC NO SQL
RETURN CONCAT(IF(CHAR_LENGTH(value) < 4, '', LEFT(value, 2)), '***');
