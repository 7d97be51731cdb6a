-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER price_before_insert BEFORE INSERT ON price FOR EACH ROW
BEGIN
  DECLARE previous_amount DECIMAL(12, 2);
  IF (COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1))) AND COALESCE(@aether_price_override, 0) <> 1 THEN
    SET previous_amount = (
      SELECT amount FROM price
       WHERE variant_id = NEW.variant_id AND channel_id = NEW.channel_id AND currency_code = NEW.currency_code
         AND valid_from < NEW.valid_from
       ORDER BY valid_from DESC LIMIT 1
    );
    IF NEW.amount = 0 OR NEW.amount > 5 * previous_amount OR NEW.amount < previous_amount / 5 THEN
      SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45005,
        MESSAGE_TEXT = 'price: not plausible after the price before it; @aether_price_override = 1 allows it';
    END IF;
  END IF;
END//

DELIMITER ;
