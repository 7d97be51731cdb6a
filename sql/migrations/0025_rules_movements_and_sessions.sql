-- aether: database=data
-- Class C of docs/decisions/0002-integrity-classes.md: the parents are never deleted, so looking is enough.

DELIMITER //

CREATE DEFINER = aether_definer@localhost TRIGGER stock_movement_before_insert BEFORE INSERT ON stock_movement FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 THEN
  IF NOT EXISTS (SELECT 1 FROM warehouse WHERE warehouse_id = NEW.warehouse_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'stock_movement: no warehouse has this warehouse_id';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM product_variant WHERE variant_id = NEW.variant_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'stock_movement: no product_variant has this variant_id';
  END IF;
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER stock_movement_before_update BEFORE UPDATE ON stock_movement FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'stock_movement: a mistake is corrected by another movement'//

CREATE DEFINER = aether_definer@localhost TRIGGER web_session_before_insert BEFORE INSERT ON web_session FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 THEN
  IF NEW.customer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customer WHERE customer_id = NEW.customer_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'web_session: no customer has this customer_id';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM channel WHERE channel_id = NEW.channel_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'web_session: no channel has this channel_id';
  END IF;
END IF//

-- A visitor who logs in gets his customer_id later; the channel stays.
CREATE DEFINER = aether_definer@localhost TRIGGER web_session_before_update BEFORE UPDATE ON web_session FOR EACH ROW
BEGIN
  IF NEW.channel_id <> OLD.channel_id THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'web_session: channel_id never changes';
  END IF;
  IF NOT NEW.customer_id <=> OLD.customer_id AND NEW.customer_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM customer WHERE customer_id = NEW.customer_id)
  THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'web_session: no customer has this customer_id';
  END IF;
END//

DELIMITER ;
