-- aether: database=data
-- Finds an order by its number and locks it until the end of the transaction, so that two procedures do not work on one
-- order at once; 45001 if there is none, or if it is archived.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE lock_order(
  IN caller VARCHAR(64) CHARACTER SET ascii, IN wanted_order_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  OUT found_order_id BIGINT UNSIGNED, OUT found_placed_at DATETIME(6), OUT found_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin
) MODIFIES SQL DATA
BEGIN
  SELECT order_id, placed_at INTO found_order_id, found_placed_at
    FROM order_ref WHERE order_no = wanted_order_no AND archived_at IS NULL FOR UPDATE;
  SELECT status_code INTO found_status
    FROM orders WHERE order_id = found_order_id AND placed_at = found_placed_at FOR UPDATE;
  IF found_status IS NULL THEN
    CALL refuse(45001, CONCAT(caller, ': no open order has this order_no'));
  END IF;
END//

DELIMITER ;
