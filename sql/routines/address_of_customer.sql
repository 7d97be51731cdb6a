-- aether: database=data
-- The address of a number, if it is one of this customer's; else NULL.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION address_of_customer(
  wanted_customer_id BIGINT UNSIGNED, wanted_address_no VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
) RETURNS BIGINT UNSIGNED READS SQL DATA
RETURN (
  SELECT a.address_id FROM address AS a
   WHERE a.address_no = CONVERT(wanted_address_no USING ascii)
     AND EXISTS (SELECT 1 FROM customer_address AS b WHERE b.customer_id = wanted_customer_id AND b.address_id = a.address_id)
);
