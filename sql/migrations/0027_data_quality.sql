-- aether: database=meta

CREATE TABLE dq_rule (
  rule_no     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  table_name  VARCHAR(64) NOT NULL,
  column_name VARCHAR(64) NULL COMMENT 'NULL: the table as a whole',
  kind        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  definition  JSON NOT NULL COMMENT 'What the kind needs: bounds, pattern, the other table, an SQL condition',
  severity    VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_enabled  BOOLEAN NOT NULL DEFAULT TRUE,
  description VARCHAR(500) NOT NULL,
  PRIMARY KEY (rule_no),
  KEY ix_dq_rule_table (table_name, column_name),
  CONSTRAINT chk_dq_rule_kind CHECK (kind IN ('not_null', 'unique', 'range', 'pattern', 'reference', 'volume', 'freshness', 'condition')),
  CONSTRAINT chk_dq_rule_severity CHECK (severity IN ('warn', 'fail'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What good data looks like, beyond what constraints say';

CREATE TABLE dq_result (
  run_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rule_no      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checked_at   DATETIME(6) NOT NULL,
  outcome      VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rows_checked BIGINT UNSIGNED NULL,
  rows_failed  BIGINT UNSIGNED NULL,
  sample       JSON NULL COMMENT 'Keys of some failing rows; no other columns, as they may be personal',
  error        VARCHAR(1000) NULL COMMENT 'Why the check itself failed',
  elapsed_ms   BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (run_id, rule_no),
  KEY ix_dq_result_rule (rule_no, checked_at),
  CONSTRAINT fk_dq_result_rule FOREIGN KEY (rule_no) REFERENCES dq_rule (rule_no),
  CONSTRAINT chk_dq_result_outcome CHECK (outcome IN ('pass', 'warn', 'fail', 'error'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What each run of the checks found';
