-- aether: database=data
-- refund for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_refund AS
SELECT t.refund_id, t.refund_no, t.payment_id, t.amount,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS reason, t.requested_at,
       t.settled_at
  FROM refund AS t;
