-- aether: database=data
-- Removes what identifies a person, and keeps the orders: they must stay explainable. Every personal column of the data
-- database that belongs to the customer is emptied, e-mail addresses, telephone numbers and the address book are deleted.
-- Numbers that sources use (customer_no, customer_alias) stay: a file that comes again must find the erased row. Refused
-- while an order can still move (45012). A second call changes nothing (is_repeated = 1). Binary logs, backups and files
-- keep what they have until they expire, and so does ingest_reject of the meta database.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE anonymise_customer(
  IN wanted_customer_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin
) MODIFIES SQL DATA
BEGIN
  DECLARE is_own BOOLEAN DEFAULT NOT @@in_transaction AND @@autocommit;
  DECLARE found_id BIGINT UNSIGNED;
  DECLARE found_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE open_orders INT;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF is_own THEN
      ROLLBACK;
    ELSE
      BEGIN
        -- A deadlock has rolled back the whole transaction, and the savepoint with it.
        DECLARE CONTINUE HANDLER FOR 1305 BEGIN END;
        ROLLBACK TO SAVEPOINT aether_anonymise_customer;
      END;
    END IF;
    RESIGNAL;
  END;

  IF is_own THEN
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
  ELSE
    SAVEPOINT aether_anonymise_customer;
  END IF;

  SELECT customer_id, status INTO found_id, found_status
    FROM customer WHERE customer_no = wanted_customer_no FOR UPDATE;
  IF found_id IS NULL THEN
    CALL refuse(45001, 'anonymise_customer: no customer has this customer_no');
  END IF;
  SET open_orders = (
    SELECT COUNT(DISTINCT r.order_id)
      FROM order_ref AS r
      JOIN orders AS o ON o.order_id = r.order_id AND o.placed_at = r.placed_at
      JOIN order_status_transition AS t ON t.from_status = o.status_code
     WHERE r.customer_id = found_id
  );
  IF open_orders > 0 THEN
    CALL refuse(45012, CONCAT('anonymise_customer: ', open_orders, ' orders can still move; end or cancel them first'));
  END IF;

  UPDATE address SET recipient_name = NULL, line1 = NULL, line2 = NULL, district = NULL, postcode = NULL
   WHERE address_id IN (
           SELECT b.address_id FROM customer_address AS b WHERE b.customer_id = found_id
           UNION SELECT n.address_id FROM customer_alias AS n WHERE n.customer_id = found_id AND n.address_id IS NOT NULL
           UNION SELECT o.shipping_address_id FROM order_ref AS r JOIN orders AS o USING (order_id, placed_at)
                  WHERE r.customer_id = found_id AND o.shipping_address_id IS NOT NULL
           UNION SELECT o.billing_address_id FROM order_ref AS r JOIN orders AS o USING (order_id, placed_at)
                  WHERE r.customer_id = found_id AND o.billing_address_id IS NOT NULL
         )
     AND address_id NOT IN (
           SELECT address_id FROM store UNION SELECT address_id FROM warehouse
           UNION SELECT address_id FROM supplier WHERE address_id IS NOT NULL
         );
  DELETE FROM customer_address WHERE customer_id = found_id;
  DELETE FROM customer_email WHERE customer_id = found_id;
  DELETE FROM customer_phone WHERE customer_id = found_id;
  UPDATE review AS v JOIN order_ref AS r USING (order_id, placed_at) SET v.title = NULL, v.body = NULL
   WHERE r.customer_id = found_id;
  UPDATE refund AS f JOIN payment AS p USING (payment_id) JOIN order_ref AS r USING (order_id, placed_at) SET f.reason = NULL
   WHERE r.customer_id = found_id;
  UPDATE payment_event AS e JOIN payment AS p USING (payment_id) JOIN order_ref AS r USING (order_id, placed_at) SET e.detail = NULL
   WHERE r.customer_id = found_id;
  UPDATE web_session SET customer_id = NULL, ip_address = NULL, user_agent = NULL, landing_url = NULL, referrer_url = NULL,
         attributes = NULL
   WHERE customer_id = found_id;
  UPDATE customer SET given_name = NULL, family_name = NULL, birth_date = NULL, status = 'erased',
         erased_at = COALESCE(erased_at, UTC_TIMESTAMP(6))
   WHERE customer_id = found_id;

  IF is_own THEN COMMIT; ELSE RELEASE SAVEPOINT aether_anonymise_customer; END IF;
  SELECT customer_no, erased_at, found_status = 'erased' AS is_repeated FROM customer WHERE customer_id = found_id;
END//

DELIMITER ;
