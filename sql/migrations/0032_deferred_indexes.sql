-- aether: database=meta

-- Secondary indexes that a load has dropped to build them at its end, from sorted rows and in one pass. Written before
-- the first is dropped: whatever kills the load, the next run on the table finds here what is missing.
CREATE TABLE ingest_deferred_index (
  table_name VARCHAR(64) NOT NULL COMMENT 'Table of the business database',
  index_name VARCHAR(64) NOT NULL,
  definition TEXT NOT NULL COMMENT 'As SHOW CREATE TABLE gave it: KEY `name` (`column`)',
  run_id     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The run that dropped it',
  dropped_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (table_name, index_name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Indexes that wait for the end of a load';
