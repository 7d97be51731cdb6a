-- aether: database=data
-- Class C of docs/decisions/0002-integrity-classes.md: partitioned tables refer to these rows without a foreign key. A
-- mere look at the parent is enough there because these rows stay for ever and keep their key. People are erased by
-- emptying columns, articles and sellers by their status.

DELIMITER //

CREATE DEFINER = aether_definer@localhost TRIGGER address_before_delete BEFORE DELETE ON address FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'address: a row is never deleted'//

CREATE DEFINER = aether_definer@localhost TRIGGER address_before_update BEFORE UPDATE ON address FOR EACH ROW
IF NEW.address_id <> OLD.address_id THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'address: address_id never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER channel_before_delete BEFORE DELETE ON channel FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'channel: a row is never deleted'//

CREATE DEFINER = aether_definer@localhost TRIGGER channel_before_update BEFORE UPDATE ON channel FOR EACH ROW
IF NEW.channel_id <> OLD.channel_id THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'channel: channel_id never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER customer_before_delete BEFORE DELETE ON customer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'customer: a row is never deleted'//

CREATE DEFINER = aether_definer@localhost TRIGGER customer_before_update BEFORE UPDATE ON customer FOR EACH ROW
IF NEW.customer_id <> OLD.customer_id THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'customer: customer_id never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER order_status_before_delete BEFORE DELETE ON order_status FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'order_status: a row is never deleted'//

CREATE DEFINER = aether_definer@localhost TRIGGER order_status_before_update BEFORE UPDATE ON order_status FOR EACH ROW
IF NEW.status_code <> OLD.status_code THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'order_status: status_code never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER product_variant_before_delete BEFORE DELETE ON product_variant FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'product_variant: a row is never deleted'//

CREATE DEFINER = aether_definer@localhost TRIGGER product_variant_before_update BEFORE UPDATE ON product_variant FOR EACH ROW
IF NEW.variant_id <> OLD.variant_id THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'product_variant: variant_id never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER supplier_before_delete BEFORE DELETE ON supplier FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'supplier: a row is never deleted'//

CREATE DEFINER = aether_definer@localhost TRIGGER supplier_before_update BEFORE UPDATE ON supplier FOR EACH ROW
IF NEW.supplier_id <> OLD.supplier_id THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'supplier: supplier_id never changes';
END IF//

CREATE DEFINER = aether_definer@localhost TRIGGER warehouse_before_delete BEFORE DELETE ON warehouse FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'warehouse: a row is never deleted'//

CREATE DEFINER = aether_definer@localhost TRIGGER warehouse_before_update BEFORE UPDATE ON warehouse FOR EACH ROW
IF NEW.warehouse_id <> OLD.warehouse_id THEN
  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'warehouse: warehouse_id never changes';
END IF//

DELIMITER ;
