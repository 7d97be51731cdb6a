-- aether: database=data
-- payment_event for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_payment_event AS
SELECT t.payment_event_id, t.event_no, t.payment_id, t.kind, t.occurred_at,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS detail
  FROM payment_event AS t;
