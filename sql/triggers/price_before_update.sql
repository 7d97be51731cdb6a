-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER price_before_update BEFORE UPDATE ON price FOR EACH ROW
IF (COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1))) AND COALESCE(@aether_price_override, 0) <> 1 AND NEW.amount <> OLD.amount THEN
  IF NEW.amount = 0 OR NEW.amount > 5 * OLD.amount OR NEW.amount < OLD.amount / 5 THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45005,
      MESSAGE_TEXT = 'price: not plausible after the price before it; @aether_price_override = 1 allows it';
  END IF;
END IF//

DELIMITER ;
