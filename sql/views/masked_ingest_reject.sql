-- aether: database=meta
-- ingest_reject for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_ingest_reject AS
SELECT t.file_id, t.record_no, t.rule, t.column_name, t.file_line, t.byte_offset, t.reason,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS raw, t.replayed_at
  FROM ingest_reject AS t;
