-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER stock_movement_before_insert BEFORE INSERT ON stock_movement FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
  IF NOT EXISTS (SELECT 1 FROM warehouse WHERE warehouse_id = NEW.warehouse_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'stock_movement: no warehouse has this warehouse_id';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM product_variant WHERE variant_id = NEW.variant_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'stock_movement: no product_variant has this variant_id';
  END IF;
END IF//

DELIMITER ;
