-- aether: database=data
-- Sets the price of a variant for a time in UTC. starts_at NULL: from now on; ends_at NULL: until the next change that is
-- planned already. The past never changes (45011). A price that is not plausible is 45005, as for every other writer.
-- If the price holds for all of that time already, nothing is written (is_repeated = 1).

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE reprice(
  IN wanted_sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN wanted_channel VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin,
  IN wanted_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin, IN new_amount DECIMAL(12, 2), IN new_list_amount DECIMAL(12, 2),
  IN starts_at DATETIME(6), IN ends_at DATETIME(6)
) MODIFIES SQL DATA
BEGIN
  DECLARE is_own BOOLEAN DEFAULT NOT @@in_transaction AND @@autocommit;
  DECLARE found_variant_id BIGINT UNSIGNED;
  DECLARE found_channel_id SMALLINT UNSIGNED;
  DECLARE moment DATETIME(6) DEFAULT UTC_TIMESTAMP(6);
  DECLARE first_at DATETIME(6) DEFAULT COALESCE(starts_at, moment);
  DECLARE last_at DATETIME(6);
  DECLARE is_repeated BOOLEAN;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF is_own THEN
      ROLLBACK;
    ELSE
      BEGIN
        -- A deadlock has rolled back the whole transaction, and the savepoint with it.
        DECLARE CONTINUE HANDLER FOR 1305 BEGIN END;
        ROLLBACK TO SAVEPOINT aether_reprice;
      END;
    END IF;
    RESIGNAL;
  END;

  IF is_own THEN
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
  ELSE
    SAVEPOINT aether_reprice;
  END IF;

  SELECT variant_id INTO found_variant_id FROM product_variant WHERE sku = wanted_sku FOR UPDATE;
  SET found_channel_id = (SELECT channel_id FROM channel WHERE channel_code = wanted_channel);
  SET last_at = COALESCE(ends_at, (
    SELECT MIN(valid_from) FROM price
     WHERE variant_id = found_variant_id AND channel_id = found_channel_id AND currency_code = wanted_currency
       AND valid_from > first_at
  ), '9999-12-31 00:00:00');
  CASE
    WHEN found_variant_id IS NULL THEN CALL refuse(45001, 'reprice: no product_variant has this sku');
    WHEN found_channel_id IS NULL THEN CALL refuse(45001, 'reprice: no channel has this code');
    WHEN new_amount IS NULL THEN CALL refuse(45007, 'reprice: the amount is missing');
    WHEN first_at < moment THEN CALL refuse(45011, 'reprice: a price of the past never changes');
    WHEN last_at <= first_at THEN CALL refuse(45007, 'reprice: it ends before it starts');
    ELSE BEGIN END;
  END CASE;
  SET is_repeated = EXISTS (
    SELECT 1 FROM price
     WHERE variant_id = found_variant_id AND channel_id = found_channel_id AND currency_code = wanted_currency
       AND amount = new_amount AND list_amount <=> new_list_amount AND valid_from <= first_at AND valid_to >= last_at
  );
  IF NOT is_repeated THEN
    DELETE FROM price FOR PORTION OF validity FROM first_at TO last_at
     WHERE variant_id = found_variant_id AND channel_id = found_channel_id AND currency_code = wanted_currency;
    INSERT INTO price (variant_id, channel_id, currency_code, amount, list_amount, valid_from, valid_to)
    VALUES (found_variant_id, found_channel_id, wanted_currency, new_amount, new_list_amount, first_at, last_at);
  END IF;

  IF is_own THEN COMMIT; ELSE RELEASE SAVEPOINT aether_reprice; END IF;
  SELECT wanted_sku AS sku, new_amount AS amount, first_at AS valid_from, last_at AS valid_to, is_repeated;
END//

DELIMITER ;
