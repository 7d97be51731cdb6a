-- aether: database=data
-- Hands to a carrier what an order was promised of one warehouse: a shipment, one movement for each line, and less stock.
-- With its last parcel the order is shipped. The same shipment_no of the same order ships nothing twice (is_repeated = 1).

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE ship_order(
  IN wanted_order_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN wanted_shipment_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  IN wanted_warehouse_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN wanted_carrier_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  IN new_tracking_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin
) MODIFIES SQL DATA
BEGIN
  DECLARE is_own BOOLEAN DEFAULT NOT @@in_transaction AND @@autocommit;
  DECLARE found_order_id, new_shipment_id, found_warehouse_id, found_carrier_id, other_order_id BIGINT UNSIGNED;
  DECLARE found_placed_at DATETIME(6);
  DECLARE found_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE moment DATETIME(6) DEFAULT UTC_TIMESTAMP(6);
  DECLARE pieces INT DEFAULT 0;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF is_own THEN
      ROLLBACK;
    ELSE
      BEGIN
        -- A deadlock has rolled back the whole transaction, and the savepoint with it.
        DECLARE CONTINUE HANDLER FOR 1305 BEGIN END;
        ROLLBACK TO SAVEPOINT aether_ship_order;
      END;
    END IF;
    RESIGNAL;
  END;

  IF is_own THEN
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
  ELSE
    SAVEPOINT aether_ship_order;
  END IF;

  CALL lock_order('ship_order', wanted_order_no, found_order_id, found_placed_at, found_status);
  SET other_order_id = (SELECT order_id FROM shipment WHERE shipment_no = wanted_shipment_no);
  IF other_order_id <> found_order_id THEN
    CALL refuse(45008, 'ship_order: this shipment_no belongs to another order');
  END IF;
  IF other_order_id IS NULL THEN
    SET found_warehouse_id = (SELECT warehouse_id FROM warehouse WHERE warehouse_no = wanted_warehouse_no);
    SET found_carrier_id = (SELECT carrier_id FROM carrier WHERE carrier_no = wanted_carrier_no);
    IF found_warehouse_id IS NULL OR found_carrier_id IS NULL THEN
      CALL refuse(45001, 'ship_order: no warehouse or no carrier has this number');
    END IF;
    INSERT INTO shipment (shipment_no, order_id, placed_at, carrier_id, warehouse_id, tracking_no, handed_over_at)
    VALUES (wanted_shipment_no, found_order_id, found_placed_at, found_carrier_id, found_warehouse_id, new_tracking_no, moment);
    SET new_shipment_id = LAST_INSERT_ID();
    FOR part IN (
      SELECT variant_id, line_no, quantity FROM stock_reservation
       WHERE order_id = found_order_id AND placed_at = found_placed_at AND warehouse_id = found_warehouse_id
       ORDER BY variant_id, line_no
    ) DO
      INSERT INTO shipment_item (shipment_id, line_no, quantity) VALUES (new_shipment_id, part.line_no, part.quantity);
      INSERT INTO stock_movement (moved_at, movement_no, warehouse_id, variant_id, quantity, kind, reference_no)
      VALUES (moment, CONCAT('S', new_shipment_id, '-', part.line_no), found_warehouse_id, part.variant_id, -part.quantity,
              'sale', wanted_order_no);
      UPDATE stock_level SET reserved = reserved - part.quantity, on_hand = on_hand - part.quantity
       WHERE warehouse_id = found_warehouse_id AND variant_id = part.variant_id;
      SET pieces = pieces + part.quantity;
    END FOR;
    IF pieces = 0 THEN
      CALL refuse(45009, 'ship_order: nothing of this order is reserved in this warehouse');
    END IF;
    DELETE FROM stock_reservation
     WHERE order_id = found_order_id AND placed_at = found_placed_at AND warehouse_id = found_warehouse_id;
    IF NOT EXISTS (SELECT 1 FROM stock_reservation WHERE order_id = found_order_id AND placed_at = found_placed_at) THEN
      UPDATE orders SET status_code = 'shipped', status_at = moment
       WHERE order_id = found_order_id AND placed_at = found_placed_at;
    END IF;
  END IF;

  IF is_own THEN COMMIT; ELSE RELEASE SAVEPOINT aether_ship_order; END IF;
  SELECT wanted_shipment_no AS shipment_no, pieces AS shipped_pieces, other_order_id IS NOT NULL AS is_repeated;
END//

DELIMITER ;
