-- aether: database=data
-- What the customer owes for an order: the sum of its lines, 0 without lines, NULL without such an order. Totals are
-- never stored.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION order_total(wanted_order_id BIGINT UNSIGNED)
RETURNS DECIMAL(14, 2) READS SQL DATA
RETURN (
  SELECT COALESCE(SUM(i.line_total), 0)
    FROM order_ref AS r
    LEFT JOIN order_item AS i ON i.order_id = r.order_id AND i.placed_at = r.placed_at
   WHERE r.order_id = wanted_order_id
   GROUP BY r.order_id
);
