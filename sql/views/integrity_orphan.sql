-- aether: database=data
-- Rows that break a rule which no foreign key and no CHECK can hold: classes B and C of
-- docs/decisions/0002-integrity-classes.md, and what triggers keep. Bulk loads pass the triggers by; this does not.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW integrity_orphan AS
SELECT 'orders' AS table_name, 'has no order_ref' AS fault, CONCAT_WS('/', c.order_id, c.placed_at) AS row_key
  FROM orders AS c LEFT JOIN order_ref AS p USING (order_id, placed_at) WHERE p.order_id IS NULL
UNION ALL
SELECT 'order_ref', 'has no orders row and is not archived', CONCAT_WS('/', c.order_id, c.placed_at)
  FROM order_ref AS c LEFT JOIN orders AS p USING (order_id, placed_at) WHERE p.order_id IS NULL AND c.archived_at IS NULL
UNION ALL
SELECT 'orders', 'has a status_code that order_status has not', CONCAT_WS('/', c.order_id, c.placed_at)
  FROM orders AS c LEFT JOIN order_status AS p USING (status_code) WHERE p.status_code IS NULL
UNION ALL
SELECT 'orders', 'has a shipping_address_id that address has not', CONCAT_WS('/', c.order_id, c.placed_at)
  FROM orders AS c LEFT JOIN address AS p ON p.address_id = c.shipping_address_id
 WHERE c.shipping_address_id IS NOT NULL AND p.address_id IS NULL
UNION ALL
SELECT 'orders', 'has a billing_address_id that address has not', CONCAT_WS('/', c.order_id, c.placed_at)
  FROM orders AS c LEFT JOIN address AS p ON p.address_id = c.billing_address_id
 WHERE c.billing_address_id IS NOT NULL AND p.address_id IS NULL
UNION ALL
SELECT 'orders', 'has another status_code than its newest order_status_event', CONCAT_WS('/', c.order_id, c.placed_at)
  FROM orders AS c
  JOIN (SELECT order_id, placed_at, MAX(seq) AS seq FROM order_status_event GROUP BY order_id, placed_at) AS n
    USING (order_id, placed_at)
  JOIN order_status_event AS p USING (order_id, placed_at, seq)
 WHERE p.status_code <> c.status_code
UNION ALL
SELECT 'order_item', 'has no order_ref', CONCAT_WS('/', c.order_id, c.placed_at, c.line_no)
  FROM order_item AS c LEFT JOIN order_ref AS p USING (order_id, placed_at) WHERE p.order_id IS NULL
UNION ALL
SELECT 'order_item', 'has a variant_id that product_variant has not', CONCAT_WS('/', c.order_id, c.placed_at, c.line_no)
  FROM order_item AS c LEFT JOIN product_variant AS p USING (variant_id) WHERE p.variant_id IS NULL
UNION ALL
SELECT 'order_item', 'has a supplier_id that supplier has not', CONCAT_WS('/', c.order_id, c.placed_at, c.line_no)
  FROM order_item AS c LEFT JOIN supplier AS p USING (supplier_id) WHERE c.supplier_id IS NOT NULL AND p.supplier_id IS NULL
UNION ALL
SELECT 'order_status_event', 'has no order_ref', CONCAT_WS('/', c.order_id, c.placed_at, c.seq)
  FROM order_status_event AS c LEFT JOIN order_ref AS p USING (order_id, placed_at) WHERE p.order_id IS NULL
UNION ALL
SELECT 'shipment_item', 'has a line_no that order_item has not', CONCAT_WS('/', c.shipment_id, c.line_no)
  FROM shipment_item AS c JOIN shipment AS s USING (shipment_id)
  JOIN order_ref AS r ON r.order_id = s.order_id AND r.placed_at = s.placed_at AND r.archived_at IS NULL
  LEFT JOIN order_item AS p ON p.order_id = s.order_id AND p.placed_at = s.placed_at AND p.line_no = c.line_no
 WHERE p.order_id IS NULL
UNION ALL
SELECT 'return_item', 'has a line_no that order_item has not', CONCAT_WS('/', c.return_id, c.line_no)
  FROM return_item AS c JOIN return_request AS s USING (return_id)
  JOIN order_ref AS r ON r.order_id = s.order_id AND r.placed_at = s.placed_at AND r.archived_at IS NULL
  LEFT JOIN order_item AS p ON p.order_id = s.order_id AND p.placed_at = s.placed_at AND p.line_no = c.line_no
 WHERE p.order_id IS NULL
UNION ALL
SELECT 'stock_movement', 'has a warehouse_id that warehouse has not', CONCAT_WS('/', c.movement_id, c.moved_at)
  FROM stock_movement AS c LEFT JOIN warehouse AS p USING (warehouse_id) WHERE p.warehouse_id IS NULL
UNION ALL
SELECT 'stock_movement', 'has a variant_id that product_variant has not', CONCAT_WS('/', c.movement_id, c.moved_at)
  FROM stock_movement AS c LEFT JOIN product_variant AS p USING (variant_id) WHERE p.variant_id IS NULL
UNION ALL
SELECT 'stock_level', 'has less reserved than its stock_reservation rows', CONCAT_WS('/', c.warehouse_id, c.variant_id)
  FROM stock_level AS c
  JOIN (SELECT warehouse_id, variant_id, SUM(quantity) AS quantity FROM stock_reservation GROUP BY warehouse_id, variant_id) AS p
    USING (warehouse_id, variant_id)
 WHERE c.reserved < p.quantity
UNION ALL
SELECT 'web_session', 'has a customer_id that customer has not', CONCAT_WS('/', c.session_id, c.started_at)
  FROM web_session AS c LEFT JOIN customer AS p USING (customer_id) WHERE c.customer_id IS NOT NULL AND p.customer_id IS NULL
UNION ALL
SELECT 'web_session', 'has a channel_id that channel has not', CONCAT_WS('/', c.session_id, c.started_at)
  FROM web_session AS c LEFT JOIN channel AS p USING (channel_id) WHERE p.channel_id IS NULL
UNION ALL
SELECT 'category', 'has other ancestors in category_closure than by parent_id', CAST(c.category_id AS CHAR)
  FROM category AS c
  LEFT JOIN category_closure AS p ON p.descendant_id = c.category_id AND p.depth = 1
 WHERE NOT p.ancestor_id <=> c.parent_id;
