-- aether: database=meta
-- The newest file of each kind in each source: what became of it, and how many of its rejects nobody has corrected yet.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW ingestion_status AS
SELECT f.source, f.file_key, f.file_id, f.file_name, f.state, f.records_parsed, f.records_accepted, f.records_rejected,
       (SELECT COUNT(DISTINCT j.record_no) FROM ingest_reject AS j
         WHERE j.file_id = f.file_id AND j.replayed_at IS NULL) AS open_rejects,
       f.run_id
  FROM ingest_file AS f
 WHERE f.file_id = (SELECT MAX(n.file_id) FROM ingest_file AS n WHERE n.source = f.source AND n.file_key = f.file_key);
