-- aether: database=data
-- Refuses a return whose number has been used for another order or other items (45008).

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE require_same_return(
  IN wanted_return_id BIGINT UNSIGNED, IN wanted_order_id BIGINT UNSIGNED,
  IN items LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
) READS SQL DATA
IF NOT EXISTS (SELECT 1 FROM return_request WHERE return_id = wanted_return_id AND order_id = wanted_order_id)
  OR (SELECT COUNT(*) FROM return_item WHERE return_id = wanted_return_id) <> JSON_LENGTH(items)
  OR EXISTS (
    SELECT 1
      FROM JSON_TABLE(items, '$[*]' COLUMNS (
             line_no SMALLINT UNSIGNED PATH '$.line_no', quantity INT UNSIGNED PATH '$.quantity',
             reason VARCHAR(32) CHARACTER SET ascii PATH '$.reason', restock BOOLEAN PATH '$.restock'
           )) AS i
      LEFT JOIN return_item AS t
        ON t.return_id = wanted_return_id AND t.line_no = i.line_no AND t.quantity = i.quantity
       AND t.reason_code = i.reason AND t.is_restocked = i.restock
     WHERE t.return_id IS NULL
  )
THEN
  CALL refuse(45008, 'process_return: this return_no has been used for another order or other items');
END IF//

DELIMITER ;
