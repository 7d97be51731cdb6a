-- aether: database=data
-- What one piece costs now, by variant, channel and currency. No row: not on sale there.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW current_price AS
SELECT p.variant_id, p.channel_id, p.currency_code, p.amount, p.list_amount, p.valid_from, p.valid_to
  FROM price AS p
 WHERE p.valid_from <= UTC_TIMESTAMP(6) AND p.valid_to > UTC_TIMESTAMP(6);
