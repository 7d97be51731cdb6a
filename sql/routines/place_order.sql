-- aether: database=data
-- Places an order as the JSON says and promises its pieces:
--   {"customer_no": "C1", "channel": "web", "currency": "EUR", "store_no": "S1",
--    "shipping_address_no": "A1", "billing_address_no": "A1",
--    "items": [{"sku": "SHIRT-M", "quantity": 2, "unit_price": 19.90, "tax_percent": 19, "freight_amount": 4.90}]}
-- Store, addresses, unit_price, tax_percent and freight_amount can be left out; unit_price is what the customer saw, and
-- another price than that is refused. The same key gives the same order (is_repeated = 1), with other content 45008: so a
-- call whose end is not known (1213, 1205, 1020, 2013) is sent again with its key.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE place_order(
  IN wanted_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN content LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
) MODIFIES SQL DATA
BEGIN
  DECLARE is_own BOOLEAN DEFAULT NOT @@in_transaction AND @@autocommit;
  DECLARE is_repeated BOOLEAN DEFAULT TRUE;
  DECLARE found_order_id BIGINT UNSIGNED;
  DECLARE found_sha CHAR(64) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF is_own THEN
      ROLLBACK;
    ELSE
      BEGIN
        -- A deadlock has rolled back the whole transaction, and the savepoint with it.
        DECLARE CONTINUE HANDLER FOR 1305 BEGIN END;
        ROLLBACK TO SAVEPOINT aether_place_order;
      END;
    END IF;
    RESIGNAL;
  END;

  CALL check_order_request(wanted_key, content);
  IF is_own THEN
    -- Each statement sees what is committed by then: buyers of one article wait for one another, and none of them fails.
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
  ELSE
    SAVEPOINT aether_place_order;
  END IF;

  SELECT q.order_id INTO found_order_id FROM order_request AS q WHERE q.request_key = wanted_key;
  IF found_order_id IS NULL THEN
    BEGIN
      -- Somebody else places an order with this key at this moment; the insert waits until he has.
      DECLARE EXIT HANDLER FOR 1062
      BEGIN
        IF is_own THEN ROLLBACK; ELSE ROLLBACK TO SAVEPOINT aether_place_order; END IF;
      END;
      CALL make_order(wanted_key, content);
      SET is_repeated = FALSE;
    END;
  END IF;
  SELECT q.order_id, q.content_sha256 INTO found_order_id, found_sha
    FROM order_request AS q WHERE q.request_key = wanted_key LOCK IN SHARE MODE;
  IF found_order_id IS NULL THEN
    CALL refuse(45008, 'place_order: the number of the new order was taken; send it again');
  END IF;
  IF found_sha <> SHA2(JSON_NORMALIZE(content), 256) THEN
    CALL refuse(45008, 'place_order: this key has placed an order with other content');
  END IF;

  IF is_own THEN COMMIT; ELSE RELEASE SAVEPOINT aether_place_order; END IF;
  SELECT r.order_no, r.order_id, r.placed_at, r.currency_code, order_total(r.order_id) AS total_amount, is_repeated
    FROM order_ref AS r WHERE r.order_id = found_order_id;
END//

DELIMITER ;
