-- aether: database=data
-- Class B of docs/decisions/0002-integrity-classes.md for the partitioned tables of an order: who adds or removes a child
-- writes order_ref.fence, so that two nodes that do it at once, or one of them removing the order, collide there.
-- Deletes look for children with LOCK IN SHARE MODE: a plain read sees the snapshot of its transaction, which may be
-- older than a child that is already committed.

DELIMITER //

CREATE DEFINER = aether_definer@localhost TRIGGER order_ref_before_update BEFORE UPDATE ON order_ref FOR EACH ROW
IF NEW.order_id <> OLD.order_id OR NEW.placed_at <> OLD.placed_at OR NEW.order_no <> OLD.order_no THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'order_ref: order_id, order_no and placed_at never change';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER order_ref_before_delete BEFORE DELETE ON order_ref FOR EACH ROW
BEGIN
  DECLARE children INT;
  SELECT COUNT(*) INTO children FROM orders
   WHERE order_id = OLD.order_id AND placed_at = OLD.placed_at LOCK IN SHARE MODE;
  IF children = 0 THEN
    SELECT COUNT(*) INTO children FROM order_item
     WHERE order_id = OLD.order_id AND placed_at = OLD.placed_at LOCK IN SHARE MODE;
  END IF;
  IF children = 0 THEN
    SELECT COUNT(*) INTO children FROM order_status_event
     WHERE order_id = OLD.order_id AND placed_at = OLD.placed_at LOCK IN SHARE MODE;
  END IF;
  IF children > 0 OR OLD.archived_at IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45003, MESSAGE_TEXT = 'order_ref: the order has rows in partitions or in the archive';
  END IF;
END//

CREATE DEFINER = aether_definer@localhost TRIGGER orders_before_insert BEFORE INSERT ON orders FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 THEN
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

CREATE DEFINER = aether_definer@localhost TRIGGER orders_after_insert AFTER INSERT ON orders FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 THEN
  INSERT INTO order_status_event (order_id, placed_at, seq, status_code, occurred_at)
  VALUES (NEW.order_id, NEW.placed_at, 1, NEW.status_code, NEW.status_at);
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER orders_before_update BEFORE UPDATE ON orders FOR EACH ROW
BEGIN
  IF NEW.order_id <> OLD.order_id OR NEW.placed_at <> OLD.placed_at THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'orders: order_id and placed_at never change';
  END IF;
  IF COALESCE(@aether_bulk, 0) <> 1 THEN
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

CREATE DEFINER = aether_definer@localhost TRIGGER orders_after_update AFTER UPDATE ON orders FOR EACH ROW
BEGIN
  DECLARE last_seq SMALLINT UNSIGNED;
  IF COALESCE(@aether_bulk, 0) <> 1 AND NEW.status_code <> OLD.status_code THEN
    SELECT COALESCE(MAX(seq), 0) INTO last_seq FROM order_status_event
     WHERE order_id = NEW.order_id AND placed_at = NEW.placed_at LOCK IN SHARE MODE;
    INSERT INTO order_status_event (order_id, placed_at, seq, status_code, occurred_at)
    VALUES (NEW.order_id, NEW.placed_at, last_seq + 1, NEW.status_code, NEW.status_at);
  END IF;
END//

CREATE DEFINER = aether_definer@localhost TRIGGER orders_before_delete BEFORE DELETE ON orders FOR EACH ROW
BEGIN
  DECLARE children INT;
  UPDATE order_ref SET fence = fence + 1 WHERE order_id = OLD.order_id AND placed_at = OLD.placed_at;
  SELECT COUNT(*) INTO children FROM order_item
   WHERE order_id = OLD.order_id AND placed_at = OLD.placed_at LOCK IN SHARE MODE;
  IF children > 0 THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45003, MESSAGE_TEXT = 'orders: the order still has items';
  END IF;
END//

-- An event says what orders.status_code just became; an event on its own would make the history disagree with it.
CREATE DEFINER = aether_definer@localhost TRIGGER order_status_event_before_insert
BEFORE INSERT ON order_status_event FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 THEN
  UPDATE order_ref SET fence = fence + 1
   WHERE order_id = NEW.order_id AND placed_at = NEW.placed_at AND archived_at IS NULL;
  IF ROW_COUNT() = 0 THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001,
      MESSAGE_TEXT = 'order_status_event: no open order_ref has this order_id and placed_at';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM orders
     WHERE order_id = NEW.order_id AND placed_at = NEW.placed_at AND status_code = NEW.status_code
  ) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45004, MESSAGE_TEXT = 'order_status_event: the order is not in this status';
  END IF;
END IF//

DELIMITER ;
