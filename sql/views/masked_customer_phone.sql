-- aether: database=data
-- customer_phone for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_customer_phone AS
SELECT t.customer_phone_id, t.customer_id, mask_phone(t.phone) COLLATE utf8mb4_uca1400_ai_ci AS phone,
       t.kind, t.verified_at
  FROM customer_phone AS t;
