-- aether: database=data
-- review for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_review AS
SELECT t.review_id, t.review_no, t.order_id, t.placed_at, t.variant_id, t.rating,
       CAST(NULL AS CHAR) AS title, CAST(NULL AS CHAR) AS body, t.requested_at, t.submitted_at
  FROM review AS t;
