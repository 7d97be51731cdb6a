-- aether: database=data
-- The first letter and the domain of an e-mail address: a***@example.com. What has no @ is hidden as a whole.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION mask_email(value VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci)
RETURNS VARCHAR(260) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DETERMINISTIC NO SQL
RETURN CASE
  WHEN value IS NULL THEN NULL
  WHEN LOCATE('@', value) > 1 THEN CONCAT(LEFT(value, 1), '***', SUBSTRING(value, LOCATE('@', value)))
  ELSE '***'
END;
