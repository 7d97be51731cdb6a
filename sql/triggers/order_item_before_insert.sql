-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER order_item_before_insert BEFORE INSERT ON order_item FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
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

DELIMITER ;
