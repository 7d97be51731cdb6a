-- aether: database=data
-- Promises to a line of an order the pieces that it still lacks: 45009 if there are not enough. A second call promises
-- nothing twice.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE reserve_stock(
  IN wanted_order_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN wanted_line_no SMALLINT UNSIGNED
) MODIFIES SQL DATA
BEGIN
  DECLARE is_own BOOLEAN DEFAULT NOT @@in_transaction AND @@autocommit;
  DECLARE found_order_id BIGINT UNSIGNED;
  DECLARE found_placed_at DATETIME(6);
  DECLARE found_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF is_own THEN
      ROLLBACK;
    ELSE
      BEGIN
        -- A deadlock has rolled back the whole transaction, and the savepoint with it.
        DECLARE CONTINUE HANDLER FOR 1305 BEGIN END;
        ROLLBACK TO SAVEPOINT aether_reserve_stock;
      END;
    END IF;
    RESIGNAL;
  END;

  IF is_own THEN
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
  ELSE
    SAVEPOINT aether_reserve_stock;
  END IF;

  CALL lock_order('reserve_stock', wanted_order_no, found_order_id, found_placed_at, found_status);
  IF found_status NOT IN ('created', 'approved', 'processing', 'invoiced') THEN
    CALL refuse(45004, CONCAT('reserve_stock: the order is ', found_status));
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM order_item
     WHERE order_id = found_order_id AND placed_at = found_placed_at AND line_no = wanted_line_no
  ) THEN
    CALL refuse(45001, 'reserve_stock: the order has no such line');
  END IF;
  CALL reserve_line(found_order_id, found_placed_at, wanted_line_no);

  IF is_own THEN COMMIT; ELSE RELEASE SAVEPOINT aether_reserve_stock; END IF;
  SELECT warehouse_no, quantity FROM stock_reservation JOIN warehouse USING (warehouse_id)
   WHERE order_id = found_order_id AND placed_at = found_placed_at AND line_no = wanted_line_no
   ORDER BY warehouse_no;
END//

DELIMITER ;
