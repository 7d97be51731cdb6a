-- aether: database=data
-- review for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_review AS
SELECT t.review_id, t.review_no, t.order_id, t.placed_at, t.variant_id, t.rating,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS title,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS body, t.requested_at,
       t.submitted_at
  FROM review AS t;
