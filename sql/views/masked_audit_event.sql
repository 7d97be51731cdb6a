-- aether: database=data
-- audit_event for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_audit_event AS
SELECT t.audit_id, t.occurred_at, t.table_name, t.row_key, t.operation,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS row_before,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS row_after, t.actor,
       t.claimed_actor, t.connection_id, t.server_name, t.run_id
  FROM audit_event AS t;
