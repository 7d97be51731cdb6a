-- aether: database=meta
-- What `aether partitions` does besides: rows that came too late leave pmax (split); a month changes places with an empty
-- table of the archive database and back (exchange, restore); its order numbers are marked before (mark) and after (unmark).

ALTER TABLE partition_event DROP CONSTRAINT chk_partition_event_action;

ALTER TABLE partition_event ADD CONSTRAINT chk_partition_event_action
  CHECK (action IN ('premake', 'split', 'mark', 'exchange', 'export', 'verify', 'drop', 'restore', 'unmark', 'detach'));

CREATE TABLE partition_archive (
  table_name       VARCHAR(64) NOT NULL COMMENT 'In the data database',
  partition_name   VARCHAR(64) NOT NULL,
  below            DATE NOT NULL COMMENT 'The first day that is not in it',
  state            VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
    COMMENT 'detaching, detached: in the archive database; exported: also in a file that was read back; dropped: in the file alone; restoring, restored: in the table again',
  detached_table   VARCHAR(64) NOT NULL COMMENT 'In the archive database',
  row_count        BIGINT UNSIGNED NOT NULL COMMENT 'Rows of the partition, counted before it left',
  row_digest       VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Of all rows in any order; NULL until the file is written',
  file_name        VARCHAR(1024) COLLATE utf8mb4_nopad_bin NULL COMMENT 'Its manifest is beside it',
  file_sha256      CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'In hex',
  run_id           VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The run that changed it last',
  detached_at      DATETIME(6) NULL,
  exported_at      DATETIME(6) NULL COMMENT 'When the file was read back and found equal',
  dropped_at       DATETIME(6) NULL,
  restored_at      DATETIME(6) NULL,
  PRIMARY KEY (table_name, partition_name),
  CONSTRAINT fk_partition_archive_policy FOREIGN KEY (table_name) REFERENCES partition_policy (table_name),
  CONSTRAINT chk_partition_archive_state CHECK (state IN ('detaching', 'detached', 'exported', 'dropped', 'restoring', 'restored'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Where the rows of partitions that were archived are now';
