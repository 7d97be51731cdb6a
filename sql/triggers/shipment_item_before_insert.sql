-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER shipment_item_before_insert BEFORE INSERT ON shipment_item FOR EACH ROW
BEGIN
  DECLARE parent_order_id BIGINT UNSIGNED;
  DECLARE parent_placed_at DATETIME(6);
  DECLARE found INT;
  IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
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

DELIMITER ;
