-- aether: database=data
-- Promises to a line of an order the pieces that it still lacks, of the warehouse that has most of them first; 45009 if
-- there are not enough in all. A second call promises nothing twice. It is a part of a transaction.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE reserve_line(
  IN wanted_order_id BIGINT UNSIGNED, IN wanted_placed_at DATETIME(6), IN wanted_line_no SMALLINT UNSIGNED
) MODIFIES SQL DATA
BEGIN
  DECLARE wanted_variant_id, found_warehouse_id BIGINT UNSIGNED;
  DECLARE lacking, part INT;

  SELECT i.variant_id,
         i.quantity
         - COALESCE((SELECT SUM(s.quantity) FROM stock_reservation AS s
                      WHERE s.order_id = i.order_id AND s.placed_at = i.placed_at AND s.line_no = i.line_no), 0)
         - COALESCE((SELECT SUM(p.quantity) FROM shipment AS h JOIN shipment_item AS p ON p.shipment_id = h.shipment_id
                      WHERE h.order_id = i.order_id AND h.placed_at = i.placed_at AND p.line_no = i.line_no), 0)
    INTO wanted_variant_id, lacking
    FROM order_item AS i
   WHERE i.order_id = wanted_order_id AND i.placed_at = wanted_placed_at AND i.line_no = wanted_line_no;

  WHILE lacking > 0 DO
    SET found_warehouse_id = NULL;
    -- A scan of the whole table would lock the stock of other articles too.
    SELECT s.warehouse_id, LEAST(s.available, lacking) INTO found_warehouse_id, part
      FROM stock_level AS s FORCE INDEX (ix_stock_level_variant)
     WHERE s.variant_id = wanted_variant_id AND s.available > 0
     ORDER BY s.available DESC, s.warehouse_id LIMIT 1 FOR UPDATE;
    IF found_warehouse_id IS NULL THEN
      CALL refuse(45009, CONCAT('line ', wanted_line_no, ': ', lacking, ' pieces are not in stock'));
    END IF;
    UPDATE stock_level SET reserved = reserved + part
     WHERE warehouse_id = found_warehouse_id AND variant_id = wanted_variant_id;
    INSERT INTO stock_reservation (order_id, placed_at, line_no, warehouse_id, variant_id, quantity)
    VALUES (wanted_order_id, wanted_placed_at, wanted_line_no, found_warehouse_id, wanted_variant_id, part)
    ON DUPLICATE KEY UPDATE quantity = quantity + part;
    SET lacking = lacking - part;
  END WHILE;
END//

DELIMITER ;
