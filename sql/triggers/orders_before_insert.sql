-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER orders_before_insert BEFORE INSERT ON orders FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
  UPDATE order_ref SET fence = fence + 1
   WHERE order_id = NEW.order_id AND placed_at = NEW.placed_at AND archived_at IS NULL;
  IF ROW_COUNT() = 0 THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'orders: no open order_ref has this order_id and placed_at';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM order_status WHERE status_code = NEW.status_code AND is_initial) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45004, MESSAGE_TEXT = 'orders: a new order does not start in this status';
  END IF;
  IF NEW.shipping_address_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM address WHERE address_id = NEW.shipping_address_id)
  THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'orders: no address has this shipping_address_id';
  END IF;
  IF NEW.billing_address_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM address WHERE address_id = NEW.billing_address_id)
  THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'orders: no address has this billing_address_id';
  END IF;
END IF//

DELIMITER ;
