-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER orders_before_update BEFORE UPDATE ON orders FOR EACH ROW
BEGIN
  IF NEW.order_id <> OLD.order_id OR NEW.placed_at <> OLD.placed_at THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'orders: order_id and placed_at never change';
  END IF;
  IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
    IF NEW.status_code <> OLD.status_code THEN
      IF NOT EXISTS (
        SELECT 1 FROM order_status_transition WHERE from_status = OLD.status_code AND to_status = NEW.status_code
      ) THEN
        SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45004, MESSAGE_TEXT = 'orders: this status cannot follow the present one';
      END IF;
      IF NEW.status_at = OLD.status_at THEN
        SET NEW.status_at = UTC_TIMESTAMP(6);
      END IF;
    END IF;
    IF NOT NEW.shipping_address_id <=> OLD.shipping_address_id AND NEW.shipping_address_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM address WHERE address_id = NEW.shipping_address_id)
    THEN
      SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'orders: no address has this shipping_address_id';
    END IF;
    IF NOT NEW.billing_address_id <=> OLD.billing_address_id AND NEW.billing_address_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM address WHERE address_id = NEW.billing_address_id)
    THEN
      SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'orders: no address has this billing_address_id';
    END IF;
  END IF;
END//

DELIMITER ;
