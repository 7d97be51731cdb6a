-- aether: database=data
-- customer for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_customer AS
SELECT t.customer_id, t.customer_no, mask_initial(t.given_name) COLLATE utf8mb4_uca1400_ai_ci AS given_name,
       mask_initial(t.family_name) COLLATE utf8mb4_uca1400_ai_ci AS family_name,
       mask_year(t.birth_date) AS birth_date, t.language_code, t.registered_channel_id, t.registered_at,
       t.status, t.erased_at
  FROM customer AS t;
