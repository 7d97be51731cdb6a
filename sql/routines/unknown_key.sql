-- aether: database=data
-- The first key of a JSON object that is not in a list (`sku,quantity`); NULL: it has only known ones. A key that is
-- misspelt would else count as left out.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION unknown_key(
  document LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, known VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
) RETURNS VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DETERMINISTIC NO SQL
RETURN (
  SELECT MIN(k.name) FROM JSON_TABLE(JSON_KEYS(document), '$[*]' COLUMNS (name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) AS k
   WHERE FIND_IN_SET(k.name, known) = 0
);
