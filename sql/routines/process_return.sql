-- aether: database=data
-- Takes back goods of an order that has been shipped: [{"line_no": 1, "quantity": 1, "reason": "damaged", "restock": false}].
-- What is restocked is a movement and more stock of the warehouse. More pieces of a line than were bought are 45013. The
-- same return_no with the same items takes nothing back twice (is_repeated = 1), with others it is 45008.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE process_return(
  IN wanted_return_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN wanted_order_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  IN wanted_warehouse_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN items LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
) MODIFIES SQL DATA
BEGIN
  DECLARE is_own BOOLEAN DEFAULT NOT @@in_transaction AND @@autocommit;
  DECLARE found_order_id, new_return_id, found_return_id, found_warehouse_id BIGINT UNSIGNED;
  DECLARE found_placed_at DATETIME(6);
  DECLARE found_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE moment DATETIME(6) DEFAULT UTC_TIMESTAMP(6);
  DECLARE pieces INT DEFAULT 0;
  DECLARE too_many SMALLINT UNSIGNED;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF is_own THEN
      ROLLBACK;
    ELSE
      BEGIN
        -- A deadlock has rolled back the whole transaction, and the savepoint with it.
        DECLARE CONTINUE HANDLER FOR 1305 BEGIN END;
        ROLLBACK TO SAVEPOINT aether_process_return;
      END;
    END IF;
    RESIGNAL;
  END;

  IF is_own THEN
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
  ELSE
    SAVEPOINT aether_process_return;
  END IF;

  CALL check_return_items(items);
  CALL lock_order('process_return', wanted_order_no, found_order_id, found_placed_at, found_status);
  SET found_return_id = (SELECT return_id FROM return_request WHERE return_no = wanted_return_no);
  IF found_return_id IS NOT NULL THEN
    CALL require_same_return(found_return_id, found_order_id, items);
  ELSE
    SET found_warehouse_id = (SELECT warehouse_id FROM warehouse WHERE warehouse_no = wanted_warehouse_no);
    CASE
      WHEN found_status NOT IN ('shipped', 'delivered') THEN
        CALL refuse(45004, CONCAT('process_return: the order is ', found_status));
      WHEN COALESCE(wanted_return_no, '') = '' THEN CALL refuse(45007, 'process_return: the return_no is empty');
      WHEN found_warehouse_id IS NULL THEN CALL refuse(45001, 'process_return: no warehouse has this warehouse_no');
      ELSE BEGIN END;
    END CASE;
    INSERT INTO return_request (return_no, order_id, placed_at, status, requested_at)
    VALUES (wanted_return_no, found_order_id, found_placed_at, 'received', moment);
    SET new_return_id = LAST_INSERT_ID();
    INSERT INTO return_item (return_id, line_no, reason_code, quantity, is_restocked)
    SELECT new_return_id, i.line_no, i.reason, i.quantity, i.restock
      FROM JSON_TABLE(items, '$[*]' COLUMNS (
             line_no SMALLINT UNSIGNED PATH '$.line_no', quantity INT UNSIGNED PATH '$.quantity',
             reason VARCHAR(32) CHARACTER SET ascii PATH '$.reason', restock BOOLEAN PATH '$.restock'
           )) AS i;
    SET too_many = (
      SELECT MIN(l.line_no) FROM order_item AS l
       WHERE l.order_id = found_order_id AND l.placed_at = found_placed_at
         AND l.quantity < (
           SELECT SUM(t.quantity) FROM return_request AS q JOIN return_item AS t USING (return_id)
            WHERE q.order_id = found_order_id AND q.placed_at = found_placed_at AND q.status <> 'rejected'
              AND t.line_no = l.line_no
         )
    );
    IF too_many IS NOT NULL THEN
      CALL refuse(45013, CONCAT('process_return: line ', too_many, ': more pieces come back than were bought'));
    END IF;
    FOR part IN (
      SELECT l.variant_id, t.line_no, t.quantity FROM return_item AS t
        JOIN order_item AS l ON l.order_id = found_order_id AND l.placed_at = found_placed_at AND l.line_no = t.line_no
       WHERE t.return_id = new_return_id AND t.is_restocked
       ORDER BY l.variant_id, t.line_no
    ) DO
      INSERT INTO stock_movement (moved_at, movement_no, warehouse_id, variant_id, quantity, kind, reference_no)
      VALUES (moment, CONCAT('R', new_return_id, '-', part.line_no), found_warehouse_id, part.variant_id, part.quantity,
              'return', wanted_return_no);
      INSERT INTO stock_level (warehouse_id, variant_id, on_hand) VALUES (found_warehouse_id, part.variant_id, part.quantity)
      ON DUPLICATE KEY UPDATE on_hand = on_hand + part.quantity;
      SET pieces = pieces + part.quantity;
    END FOR;
  END IF;

  IF is_own THEN COMMIT; ELSE RELEASE SAVEPOINT aether_process_return; END IF;
  SELECT wanted_return_no AS return_no, pieces AS restocked_pieces, found_return_id IS NOT NULL AS is_repeated;
END//

DELIMITER ;
