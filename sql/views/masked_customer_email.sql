-- aether: database=data
-- customer_email for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_customer_email AS
SELECT t.customer_email_id, t.customer_id, mask_email(t.email) COLLATE utf8mb4_uca1400_ai_ci AS email,
       mask_email(t.email_norm) COLLATE utf8mb4_uca1400_ai_ci AS email_norm, t.is_primary, t.verified_at
  FROM customer_email AS t;
