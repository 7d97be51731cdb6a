-- aether: database=meta

-- Rows for a table with a foreign key to itself whose parent was not there yet when their chunk was loaded. A row is in
-- the business table, here, or among the rejects: each move is one transaction with the counts of its chunk.
CREATE TABLE ingest_deferred (
  file_id   BIGINT UNSIGNED NOT NULL,
  record_no BIGINT UNSIGNED NOT NULL COMMENT '1-based, the header not counted',
  chunk_no  INT UNSIGNED NOT NULL,
  row_bytes LONGBLOB NOT NULL COMMENT 'Encoded for LOAD DATA',
  PRIMARY KEY (file_id, record_no),
  CONSTRAINT fk_ingest_deferred_file FOREIGN KEY (file_id) REFERENCES ingest_file (file_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Rows that wait for their parent in the same table';

ALTER TABLE ingest_chunk
  ADD COLUMN deferred INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'Rows in ingest_deferred; rows_sha256 has them too',
  DROP CONSTRAINT chk_ingest_chunk_counts,
  ADD CONSTRAINT chk_ingest_chunk_counts CHECK (accepted + rejected + deferred = parsed AND server_rows = accepted);
