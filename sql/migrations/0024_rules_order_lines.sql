-- aether: database=data
-- Lines of an order and what refers to a line; fenced like the tables of 0023.

DELIMITER //

CREATE DEFINER = aether_definer@localhost TRIGGER order_item_before_insert BEFORE INSERT ON order_item FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 THEN
  UPDATE order_ref SET fence = fence + 1
   WHERE order_id = NEW.order_id AND placed_at = NEW.placed_at AND archived_at IS NULL;
  IF ROW_COUNT() = 0 THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001,
      MESSAGE_TEXT = 'order_item: no open order_ref has this order_id and placed_at';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM product_variant WHERE variant_id = NEW.variant_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'order_item: no product_variant has this variant_id';
  END IF;
  IF NEW.supplier_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM supplier WHERE supplier_id = NEW.supplier_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'order_item: no supplier has this supplier_id';
  END IF;
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER order_item_before_update BEFORE UPDATE ON order_item FOR EACH ROW
BEGIN
  IF NEW.order_id <> OLD.order_id OR NEW.placed_at <> OLD.placed_at OR NEW.line_no <> OLD.line_no THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'order_item: order_id, placed_at and line_no never change';
  END IF;
  IF COALESCE(@aether_bulk, 0) <> 1 THEN
    IF NEW.variant_id <> OLD.variant_id
      AND NOT EXISTS (SELECT 1 FROM product_variant WHERE variant_id = NEW.variant_id)
    THEN
      SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'order_item: no product_variant has this variant_id';
    END IF;
    IF NOT NEW.supplier_id <=> OLD.supplier_id AND NEW.supplier_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM supplier WHERE supplier_id = NEW.supplier_id)
    THEN
      SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'order_item: no supplier has this supplier_id';
    END IF;
  END IF;
END//

CREATE DEFINER = aether_definer@localhost TRIGGER order_item_before_delete BEFORE DELETE ON order_item FOR EACH ROW
BEGIN
  DECLARE children INT;
  UPDATE order_ref SET fence = fence + 1 WHERE order_id = OLD.order_id AND placed_at = OLD.placed_at;
  SELECT COUNT(*) INTO children FROM shipment JOIN shipment_item USING (shipment_id)
   WHERE order_id = OLD.order_id AND placed_at = OLD.placed_at AND line_no = OLD.line_no LOCK IN SHARE MODE;
  IF children = 0 THEN
    SELECT COUNT(*) INTO children FROM return_request JOIN return_item USING (return_id)
     WHERE order_id = OLD.order_id AND placed_at = OLD.placed_at AND line_no = OLD.line_no LOCK IN SHARE MODE;
  END IF;
  IF children > 0 THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45003, MESSAGE_TEXT = 'order_item: the line is in a shipment or a return';
  END IF;
END//

CREATE DEFINER = aether_definer@localhost TRIGGER shipment_before_update BEFORE UPDATE ON shipment FOR EACH ROW
IF NEW.order_id <> OLD.order_id OR NEW.placed_at <> OLD.placed_at THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'shipment: the order it belongs to never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER shipment_item_before_insert BEFORE INSERT ON shipment_item FOR EACH ROW
BEGIN
  DECLARE parent_order_id BIGINT UNSIGNED;
  DECLARE parent_placed_at DATETIME(6);
  DECLARE found INT;
  IF COALESCE(@aether_bulk, 0) <> 1 THEN
    SELECT order_id, placed_at INTO parent_order_id, parent_placed_at FROM shipment
     WHERE shipment_id = NEW.shipment_id LOCK IN SHARE MODE;
    UPDATE order_ref SET fence = fence + 1
     WHERE order_id = parent_order_id AND placed_at = parent_placed_at AND archived_at IS NULL;
    SELECT COUNT(*) INTO found FROM order_item
     WHERE order_id = parent_order_id AND placed_at = parent_placed_at AND line_no = NEW.line_no LOCK IN SHARE MODE;
    IF found = 0 THEN
      SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'shipment_item: the order has no such line';
    END IF;
  END IF;
END//

CREATE DEFINER = aether_definer@localhost TRIGGER shipment_item_before_update BEFORE UPDATE ON shipment_item FOR EACH ROW
IF NEW.shipment_id <> OLD.shipment_id OR NEW.line_no <> OLD.line_no THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'shipment_item: the line it refers to never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER return_request_before_update BEFORE UPDATE ON return_request FOR EACH ROW
IF NEW.order_id <> OLD.order_id OR NEW.placed_at <> OLD.placed_at THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'return_request: the order it belongs to never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER return_item_before_insert BEFORE INSERT ON return_item FOR EACH ROW
BEGIN
  DECLARE parent_order_id BIGINT UNSIGNED;
  DECLARE parent_placed_at DATETIME(6);
  DECLARE found INT;
  IF COALESCE(@aether_bulk, 0) <> 1 THEN
    SELECT order_id, placed_at INTO parent_order_id, parent_placed_at FROM return_request
     WHERE return_id = NEW.return_id LOCK IN SHARE MODE;
    UPDATE order_ref SET fence = fence + 1
     WHERE order_id = parent_order_id AND placed_at = parent_placed_at AND archived_at IS NULL;
    SELECT COUNT(*) INTO found FROM order_item
     WHERE order_id = parent_order_id AND placed_at = parent_placed_at AND line_no = NEW.line_no LOCK IN SHARE MODE;
    IF found = 0 THEN
      SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'return_item: the order has no such line';
    END IF;
  END IF;
END//

CREATE DEFINER = aether_definer@localhost TRIGGER return_item_before_update BEFORE UPDATE ON return_item FOR EACH ROW
IF NEW.return_id <> OLD.return_id OR NEW.line_no <> OLD.line_no THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'return_item: the line it refers to never changes';
END IF//

DELIMITER ;
