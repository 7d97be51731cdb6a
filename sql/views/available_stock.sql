-- aether: database=data
-- Pieces of a variant that may still be promised, over all warehouses.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW available_stock AS
SELECT s.variant_id, SUM(s.on_hand) AS on_hand, SUM(s.reserved) AS reserved, SUM(s.available) AS available,
       SUM(s.available > 0) AS warehouses
  FROM stock_level AS s
 GROUP BY s.variant_id;
