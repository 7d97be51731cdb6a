-- aether: database=data
-- The rows of a new order, in the transaction of place_order, which has checked the form of the content.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE make_order(
  IN wanted_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN content LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
) MODIFIES SQL DATA
BEGIN
  DECLARE moment DATETIME(6) DEFAULT UTC_TIMESTAMP(6);
  DECLARE sha CHAR(64) CHARACTER SET ascii COLLATE ascii_bin DEFAULT SHA2(JSON_NORMALIZE(content), 256);
  DECLARE found_customer_id, found_store_id, shipping_id, billing_id, new_order_id BIGINT UNSIGNED;
  DECLARE found_channel_id SMALLINT UNSIGNED;
  DECLARE found_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE digits TINYINT UNSIGNED;

  -- SELECT … INTO: SET x = (SELECT …) locks what it reads.
  SELECT customer_id INTO found_customer_id FROM customer
   WHERE customer_no = CONVERT(JSON_VALUE(content, '$.customer_no') USING ascii) AND status = 'active';
  SELECT channel_id INTO found_channel_id FROM channel
   WHERE channel_code = CONVERT(JSON_VALUE(content, '$.channel') USING ascii);
  SELECT currency_code, minor_digits INTO found_currency, digits FROM currency
   WHERE currency_code = CONVERT(JSON_VALUE(content, '$.currency') USING ascii);
  SELECT store_id INTO found_store_id FROM store
   WHERE store_no = CONVERT(JSON_VALUE(content, '$.store_no') USING ascii) AND channel_id = found_channel_id;
  SET shipping_id = address_of_customer(found_customer_id, JSON_VALUE(content, '$.shipping_address_no'));
  SET billing_id = address_of_customer(found_customer_id, JSON_VALUE(content, '$.billing_address_no'));
  CASE
    WHEN found_customer_id IS NULL THEN CALL refuse(45001, 'place_order: no active customer has this customer_no');
    WHEN found_channel_id IS NULL THEN CALL refuse(45001, 'place_order: no channel has this code');
    WHEN found_currency IS NULL THEN CALL refuse(45001, 'place_order: no currency has this code');
    WHEN found_store_id IS NULL AND JSON_VALUE(content, '$.store_no') IS NOT NULL THEN
      CALL refuse(45001, 'place_order: no store of this channel has this store_no');
    WHEN shipping_id IS NULL AND JSON_VALUE(content, '$.shipping_address_no') IS NOT NULL THEN
      CALL refuse(45001, 'place_order: the customer has no address with this shipping_address_no');
    WHEN billing_id IS NULL AND JSON_VALUE(content, '$.billing_address_no') IS NOT NULL THEN
      CALL refuse(45001, 'place_order: the customer has no address with this billing_address_no');
    ELSE BEGIN END;
  END CASE;

  INSERT INTO order_ref (order_no, placed_at, customer_id, channel_id, store_id, currency_code)
  VALUES (CONCAT(DATE_FORMAT(moment, '%y%m%d-'), UPPER(LEFT(SHA2(CONCAT(wanted_key, ' ', moment), 256), 12))),
          moment, found_customer_id, found_channel_id, found_store_id, found_currency);
  SET new_order_id = LAST_INSERT_ID();
  INSERT INTO order_request (request_key, content_sha256, order_id, placed_at) VALUES (wanted_key, sha, new_order_id, moment);
  INSERT INTO orders (order_id, placed_at, status_at, shipping_address_id, billing_address_id)
  VALUES (new_order_id, moment, moment, shipping_id, billing_id);

  -- In the order of the variants, so that two orders of the same articles lock their stock in the same order.
  FOR item IN (
    SELECT i.line_no, i.sku, i.quantity, i.unit_price, i.tax_percent, i.freight_amount, v.variant_id, c.amount
      FROM JSON_TABLE(content, '$.items[*]' COLUMNS (
             line_no FOR ORDINALITY, sku VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.sku', quantity INT PATH '$.quantity',
             unit_price DECIMAL(12, 2) PATH '$.unit_price', tax_percent DECIMAL(7, 4) PATH '$.tax_percent' DEFAULT '0' ON EMPTY,
             freight_amount DECIMAL(12, 2) PATH '$.freight_amount' DEFAULT '0' ON EMPTY
           )) AS i
      LEFT JOIN product_variant AS v ON v.sku = CONVERT(i.sku USING ascii) AND v.status = 'active'
      LEFT JOIN current_price AS c
        ON c.variant_id = v.variant_id AND c.channel_id = found_channel_id AND c.currency_code = found_currency
     ORDER BY v.variant_id, i.line_no
  ) DO
    IF item.variant_id IS NULL OR item.amount IS NULL THEN
      CALL refuse(45010, CONCAT('place_order: ', item.sku, ' is not on sale in this channel and currency'));
    END IF;
    IF item.unit_price <> item.amount THEN
      CALL refuse(45010, CONCAT('place_order: ', item.sku, ' costs ', item.amount, ' now, not ', item.unit_price));
    END IF;
    INSERT INTO order_item (order_id, placed_at, line_no, variant_id, quantity, unit_price, tax_amount, freight_amount)
    VALUES (new_order_id, moment, item.line_no, item.variant_id, item.quantity, item.amount,
            tax(item.quantity * item.amount, COALESCE(item.tax_percent, 0), digits), COALESCE(item.freight_amount, 0));
    CALL reserve_line(new_order_id, moment, item.line_no);
  END FOR;
END//

DELIMITER ;
