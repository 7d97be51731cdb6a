-- aether: database=meta

CREATE TABLE partition_policy (
  table_name       VARCHAR(64) NOT NULL COMMENT 'In the data database',
  policy_group     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Tables of one group are archived together or not at all',
  partition_column VARCHAR(64) NOT NULL,
  premake_months   SMALLINT UNSIGNED NOT NULL COMMENT 'Months that must exist beyond the present one',
  keep_months      SMALLINT UNSIGNED NULL COMMENT 'Older ones go to the archive; NULL: never',
  PRIMARY KEY (table_name),
  KEY ix_partition_policy_group (policy_group),
  CONSTRAINT chk_partition_policy_premake CHECK (premake_months >= 3)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='How the monthly RANGE partitions of a table roll';

-- Ten years is what tax law asks of invoices in several of the countries we sell in; shorten it where it does not.
INSERT INTO partition_policy (table_name, policy_group, partition_column, premake_months, keep_months) VALUES
  ('orders', 'orders', 'placed_at', 6, 120),
  ('order_item', 'orders', 'placed_at', 6, 120),
  ('order_status_event', 'orders', 'placed_at', 6, 120),
  ('stock_movement', 'stock', 'moved_at', 6, 36),
  ('web_session', 'web', 'started_at', 6, 13),
  ('audit_event', 'audit', 'occurred_at', 6, 24);

CREATE TABLE partition_event (
  partition_event_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  run_id             VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  table_name         VARCHAR(64) NOT NULL,
  partition_name     VARCHAR(64) NOT NULL,
  action             VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state              VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'started',
  row_count          BIGINT UNSIGNED NULL COMMENT 'Rows that moved',
  content_sha256     CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Of the archive file, in hex',
  file_name          VARCHAR(1024) COLLATE utf8mb4_nopad_bin NULL COMMENT 'Archive file',
  started_at         DATETIME(6) NOT NULL,
  finished_at        DATETIME(6) NULL,
  PRIMARY KEY (partition_event_id),
  KEY ix_partition_event_partition (table_name, partition_name, started_at),
  CONSTRAINT fk_partition_event_policy FOREIGN KEY (table_name) REFERENCES partition_policy (table_name),
  CONSTRAINT chk_partition_event_action CHECK (action IN ('premake', 'detach', 'export', 'drop', 'restore')),
  CONSTRAINT chk_partition_event_state CHECK (state IN ('started', 'done', 'failed'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What was done to partitions';
