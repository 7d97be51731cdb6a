-- aether: database=data
-- The first letter of a name, and a full stop. Nothing stays nothing.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION mask_initial(value VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci)
RETURNS VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DETERMINISTIC NO SQL
RETURN IF(value = '', '', CONCAT(LEFT(TRIM(value), 1), '.'));
