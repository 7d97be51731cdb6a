-- aether: database=data
-- Refuses a key or a content that place_order cannot read (45007), before anything is written.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE check_order_request(
  IN wanted_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin, IN content LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
) NO SQL
BEGIN
  DECLARE fault VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
  IF COALESCE(wanted_key, '') = '' THEN
    CALL refuse(45007, 'place_order: the key is empty');
  END IF;
  IF content IS NULL OR NOT JSON_VALID(content) OR JSON_TYPE(content) <> 'OBJECT' THEN
    CALL refuse(45007, 'place_order: the content is not a JSON object');
  END IF;
  SET fault = unknown_key(content, 'customer_no,channel,currency,store_no,shipping_address_no,billing_address_no,items');
  IF fault IS NOT NULL THEN
    CALL refuse(45007, CONCAT('place_order: unknown key "', fault, '"'));
  END IF;
  IF JSON_TYPE(JSON_EXTRACT(content, '$.items')) <=> 'ARRAY' AND JSON_LENGTH(content, '$.items') BETWEEN 1 AND 1000 THEN
    SET fault = (
      SELECT CONCAT('line ', i.line_no, ': ', CASE
               WHEN JSON_TYPE(i.item) <> 'OBJECT' OR i.item IS NULL THEN 'it is not a JSON object'
               WHEN unknown_key(i.item, 'sku,quantity,unit_price,tax_percent,freight_amount') IS NOT NULL THEN
                 CONCAT('unknown key "', unknown_key(i.item, 'sku,quantity,unit_price,tax_percent,freight_amount'), '"')
               WHEN i.sku IS NULL THEN 'sku is missing'
               WHEN COALESCE(i.quantity, '') NOT REGEXP '^[1-9][0-9]{0,5}$' THEN 'quantity is not a whole number from 1 to 999999'
               WHEN i.unit_price NOT REGEXP '^[0-9]{1,10}([.][0-9]{1,2})?$' THEN 'unit_price is not an amount'
               WHEN i.freight_amount NOT REGEXP '^[0-9]{1,10}([.][0-9]{1,2})?$' THEN 'freight_amount is not an amount'
               WHEN i.tax_percent NOT REGEXP '^[0-9]{1,3}([.][0-9]{1,4})?$' THEN 'tax_percent is not a number of per cent'
             END) AS fault_text
        FROM JSON_TABLE(content, '$.items[*]' COLUMNS (
               line_no FOR ORDINALITY, item JSON PATH '$', sku VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.sku',
               quantity VARCHAR(32) PATH '$.quantity', unit_price VARCHAR(32) PATH '$.unit_price',
               freight_amount VARCHAR(32) PATH '$.freight_amount', tax_percent VARCHAR(32) PATH '$.tax_percent'
             )) AS i
      HAVING fault_text IS NOT NULL LIMIT 1
    );
  ELSE
    SET fault = 'items is not a list of 1 to 1000 lines';
  END IF;
  IF fault IS NOT NULL THEN
    CALL refuse(45007, CONCAT('place_order: ', fault));
  END IF;
END//

DELIMITER ;
