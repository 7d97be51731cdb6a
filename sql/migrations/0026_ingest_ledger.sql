-- aether: database=meta
-- What `aether ingest` knows. A chunk's row is committed in the transaction that loads the chunk's records, together
-- with its rejects and its counts: whatever kills a run, these tables and the data say the same, and the next run goes
-- on from them. Everything is keyed by file and place in the file, so that chunks loaded side by side never touch one row.

CREATE TABLE ingest_run (
  run_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Name of the source description',
  state       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'running' COMMENT 'running without a living process: it was killed',
  host        VARCHAR(255) NOT NULL COMMENT 'Machine that aether ran on',
  os_user     VARCHAR(255) NOT NULL COMMENT 'Who ran it there',
  started_at  DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  PRIMARY KEY (run_id),
  KEY ix_ingest_run_source (source, started_at),
  CONSTRAINT chk_ingest_run_state CHECK (state IN ('running', 'finished', 'failed', 'interrupted'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Runs of aether ingest';

CREATE TABLE ingest_file (
  file_id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  source           VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  file_key         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Name of the file''s entry in the source description',
  file_name        VARCHAR(1024) COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'Path at the first load; content and not name tells whether a file is known',
  content_sha256   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Of the file as it lies on disk, in hex',
  target           VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Staging table',
  byte_size        BIGINT UNSIGNED NOT NULL COMMENT 'As it lies on disk',
  chunk_bytes      INT UNSIGNED NOT NULL COMMENT 'A resumed load must cut as the first one did',
  encoding         VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dialect          JSON NOT NULL COMMENT 'Delimiter, quote, line end and header, as found or as told',
  state            VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'loading'
                   COMMENT 'loaded: staged, the steps have not run. waiting: some records wait for other files. failed: over its budget, nothing staged',
  run_id           VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The newest run that worked on it',
  records_parsed   BIGINT UNSIGNED NULL COMMENT 'Sums of its chunks, written when the last one is loaded',
  records_accepted BIGINT UNSIGNED NULL,
  records_rejected BIGINT UNSIGNED NULL,
  PRIMARY KEY (file_id),
  UNIQUE KEY uq_ingest_file_content (content_sha256, source, file_key),
  KEY ix_ingest_file_run (run_id),
  CONSTRAINT fk_ingest_file_run FOREIGN KEY (run_id) REFERENCES ingest_run (run_id),
  CONSTRAINT chk_ingest_file_state CHECK (state IN ('loading', 'loaded', 'waiting', 'transformed', 'failed'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Files by content: the same bytes are loaded once';

CREATE TABLE ingest_chunk (
  file_id       BIGINT UNSIGNED NOT NULL,
  chunk_no      INT UNSIGNED NOT NULL COMMENT '0-based',
  byte_start    BIGINT UNSIGNED NOT NULL,
  byte_end      BIGINT UNSIGNED NOT NULL COMMENT 'First byte after the chunk, always the end of a record',
  first_record  BIGINT UNSIGNED NOT NULL COMMENT '1-based, the header not counted',
  last_record   BIGINT UNSIGNED NOT NULL COMMENT 'first_record - 1 where the chunk holds no record',
  parsed        INT UNSIGNED NOT NULL,
  accepted      INT UNSIGNED NOT NULL,
  rejected      INT UNSIGNED NOT NULL,
  server_rows   INT UNSIGNED NOT NULL COMMENT 'Rows that the server says it stored',
  connection_id BIGINT UNSIGNED NOT NULL,
  run_id        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  committed_at  DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (file_id, chunk_no),
  KEY ix_ingest_chunk_run (run_id),
  CONSTRAINT fk_ingest_chunk_file FOREIGN KEY (file_id) REFERENCES ingest_file (file_id),
  CONSTRAINT fk_ingest_chunk_run FOREIGN KEY (run_id) REFERENCES ingest_run (run_id),
  CONSTRAINT chk_ingest_chunk_bytes CHECK (byte_end >= byte_start),
  CONSTRAINT chk_ingest_chunk_records CHECK (last_record + 1 >= first_record),
  CONSTRAINT chk_ingest_chunk_counts CHECK (accepted + rejected = parsed AND server_rows = accepted)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Committed chunks; a row is here exactly when its records are in the staging table';

-- A record that breaks several rules has several rows, told apart by rule and column so that a repeated chunk makes the
-- same keys again. The bytes are kept once, on the first of them.
CREATE TABLE ingest_reject (
  file_id     BIGINT UNSIGNED NOT NULL,
  record_no   BIGINT UNSIGNED NOT NULL COMMENT '1-based, the header not counted',
  rule        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  column_name VARCHAR(64) NOT NULL DEFAULT '' COMMENT 'Empty: the record as a whole',
  file_line   BIGINT UNSIGNED NOT NULL COMMENT '1-based line where the record starts, the header counted',
  byte_offset BIGINT UNSIGNED NOT NULL,
  reason      VARCHAR(1000) NOT NULL COMMENT 'For people; shows no personal data',
  raw         LONGBLOB NULL COMMENT 'The record as it lies in the file; NULL on the further rows of a record',
  replayed_at DATETIME(6) NULL COMMENT 'When a corrected version was loaded',
  PRIMARY KEY (file_id, record_no, rule, column_name),
  CONSTRAINT fk_ingest_reject_file FOREIGN KEY (file_id) REFERENCES ingest_file (file_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Records that were not loaded, where they are and why';

-- Per chunk: sums over a file would be lost with a run that dies, or would be one hot row for all its chunks.
-- What is found in the whole file after loading (duplicates, checks of the steps) has the chunk_no 4294967295.
CREATE TABLE ingest_rule_count (
  file_id      BIGINT UNSIGNED NOT NULL,
  chunk_no     INT UNSIGNED NOT NULL,
  rule         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  column_name  VARCHAR(64) NOT NULL DEFAULT '' COMMENT 'Empty: the record as a whole',
  action       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'reject: kept in ingest_reject; discard: dropped on purpose; warn: loaded',
  count        INT UNSIGNED NOT NULL,
  first_record BIGINT UNSIGNED NOT NULL,
  first_line   BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (file_id, chunk_no, rule, column_name, action),
  CONSTRAINT fk_ingest_rule_count_file FOREIGN KEY (file_id) REFERENCES ingest_file (file_id),
  CONSTRAINT chk_ingest_rule_count_action CHECK (action IN ('reject', 'discard', 'warn'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='How often a rule applied, and where first';

CREATE TABLE ingest_transform (
  run_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq         SMALLINT UNSIGNED NOT NULL COMMENT 'Order of the steps',
  target      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Business table',
  inserted    BIGINT UNSIGNED NOT NULL,
  updated     BIGINT UNSIGNED NOT NULL,
  unchanged   BIGINT UNSIGNED NOT NULL,
  started_at  DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NOT NULL,
  elapsed_ms  BIGINT UNSIGNED NOT NULL COMMENT 'By a clock that is never set back, unlike the two times',
  PRIMARY KEY (run_id, source, seq),
  CONSTRAINT fk_ingest_transform_run FOREIGN KEY (run_id) REFERENCES ingest_run (run_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What each step from staging to the business tables did; committed with it';
