-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER order_item_before_update BEFORE UPDATE ON order_item FOR EACH ROW
BEGIN
  IF NEW.order_id <> OLD.order_id OR NEW.placed_at <> OLD.placed_at OR NEW.line_no <> OLD.line_no THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'order_item: order_id, placed_at and line_no never change';
  END IF;
  IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
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

DELIMITER ;
