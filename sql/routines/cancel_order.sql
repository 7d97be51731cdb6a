-- aether: database=data
-- Calls an order off and gives back the pieces that it was promised. An order that is canceled already stays as it is
-- (is_repeated = 1); one that cannot be canceled any more is 45004.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE cancel_order(
  IN wanted_order_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin
) MODIFIES SQL DATA
BEGIN
  DECLARE is_own BOOLEAN DEFAULT NOT @@in_transaction AND @@autocommit;
  DECLARE found_order_id BIGINT UNSIGNED;
  DECLARE found_placed_at DATETIME(6);
  DECLARE found_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE pieces INT DEFAULT 0;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF is_own THEN
      ROLLBACK;
    ELSE
      BEGIN
        -- A deadlock has rolled back the whole transaction, and the savepoint with it.
        DECLARE CONTINUE HANDLER FOR 1305 BEGIN END;
        ROLLBACK TO SAVEPOINT aether_cancel_order;
      END;
    END IF;
    RESIGNAL;
  END;

  IF is_own THEN
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
  ELSE
    SAVEPOINT aether_cancel_order;
  END IF;

  CALL lock_order('cancel_order', wanted_order_no, found_order_id, found_placed_at, found_status);
  IF found_status <> 'canceled' THEN
    UPDATE orders SET status_code = 'canceled', status_at = UTC_TIMESTAMP(6)
     WHERE order_id = found_order_id AND placed_at = found_placed_at;
    FOR part IN (
      SELECT warehouse_id, variant_id, line_no, quantity FROM stock_reservation
       WHERE order_id = found_order_id AND placed_at = found_placed_at
       ORDER BY variant_id, warehouse_id, line_no
    ) DO
      UPDATE stock_level SET reserved = reserved - part.quantity
       WHERE warehouse_id = part.warehouse_id AND variant_id = part.variant_id;
      DELETE FROM stock_reservation
       WHERE order_id = found_order_id AND placed_at = found_placed_at
         AND line_no = part.line_no AND warehouse_id = part.warehouse_id;
      SET pieces = pieces + part.quantity;
    END FOR;
  END IF;

  IF is_own THEN COMMIT; ELSE RELEASE SAVEPOINT aether_cancel_order; END IF;
  SELECT wanted_order_no AS order_no, pieces AS released_pieces, found_status = 'canceled' AS is_repeated;
END//

DELIMITER ;
