-- aether: database=data
-- Refuses a list of process_return that cannot be read (45007), before anything is written.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE check_return_items(
  IN items LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
) READS SQL DATA
BEGIN
  DECLARE fault VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
  IF items IS NULL OR NOT JSON_VALID(items) OR JSON_TYPE(items) <> 'ARRAY' OR JSON_LENGTH(items) NOT BETWEEN 1 AND 1000 THEN
    CALL refuse(45007, 'process_return: items is not a JSON list of 1 to 1000 lines');
  END IF;
  SET fault = (
    SELECT CONCAT('item ', i.position, ': ', CASE
             WHEN i.item IS NULL OR JSON_TYPE(i.item) <> 'OBJECT' THEN 'it is not a JSON object'
             WHEN unknown_key(i.item, 'line_no,quantity,reason,restock') IS NOT NULL THEN
               CONCAT('unknown key "', unknown_key(i.item, 'line_no,quantity,reason,restock'), '"')
             WHEN COALESCE(i.line_no, '') NOT REGEXP '^[1-9][0-9]{0,3}$' THEN 'line_no is not a number from 1 to 9999'
             WHEN COALESCE(i.quantity, '') NOT REGEXP '^[1-9][0-9]{0,5}$' THEN 'quantity is not a whole number from 1 to 999999'
             WHEN r.reason_code IS NULL THEN 'reason is not a code of return_reason'
             WHEN JSON_TYPE(JSON_EXTRACT(i.item, '$.restock')) <=> 'BOOLEAN' THEN NULL
             ELSE 'restock is neither true nor false'
           END) AS fault_text
      FROM JSON_TABLE(items, '$[*]' COLUMNS (
             position FOR ORDINALITY, item JSON PATH '$', line_no VARCHAR(32) PATH '$.line_no',
             quantity VARCHAR(32) PATH '$.quantity', reason VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.reason'
           )) AS i
      LEFT JOIN return_reason AS r ON r.reason_code = CONVERT(i.reason USING ascii)
    HAVING fault_text IS NOT NULL LIMIT 1
  );
  IF fault IS NOT NULL THEN
    CALL refuse(45007, CONCAT('process_return: ', fault));
  END IF;
END//

DELIMITER ;
