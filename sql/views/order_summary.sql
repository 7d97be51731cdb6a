-- aether: database=data
-- One row for each order that is not archived: its state, and its totals over all lines.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW order_summary AS
SELECT r.order_id, r.order_no, r.placed_at, r.customer_id, r.channel_id, r.currency_code, o.status_code, o.status_at,
       COUNT(i.line_no) AS line_count, COALESCE(SUM(i.quantity), 0) AS pieces,
       COALESCE(SUM(i.freight_amount), 0) AS freight_amount, COALESCE(SUM(i.line_total), 0) AS total_amount
  FROM order_ref AS r
  JOIN orders AS o ON o.order_id = r.order_id AND o.placed_at = r.placed_at
  LEFT JOIN order_item AS i ON i.order_id = r.order_id AND i.placed_at = r.placed_at
 GROUP BY r.order_id, r.placed_at, r.order_no, r.customer_id, r.channel_id, r.currency_code, o.status_code, o.status_at;
