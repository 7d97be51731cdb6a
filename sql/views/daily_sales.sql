-- aether: database=data
-- Sales by day (UTC), channel and currency, as ordered; what was called off or cannot be delivered is not in it.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW daily_sales AS
SELECT DATE(s.placed_at) AS sold_on, s.channel_id, s.currency_code, COUNT(*) AS orders, SUM(s.pieces) AS pieces,
       SUM(s.total_amount) AS total_amount
  FROM order_summary AS s
 WHERE s.status_code NOT IN ('canceled', 'unavailable')
 GROUP BY DATE(s.placed_at), s.channel_id, s.currency_code;
