-- aether: database=data

-- Written by generated triggers, added to and never changed. No foreign keys: the log outlives what it tells of.
-- The time is SYSDATE, as a session may turn NOW() back; the actor is USER(), as CURRENT_USER() is the triggers' definer.
CREATE TABLE audit_event (
  audit_id      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  occurred_at   DATETIME(6) NOT NULL,
  table_name    VARCHAR(64) NOT NULL,
  row_key       VARCHAR(255) NOT NULL COMMENT 'Primary key of the row, its columns joined by |',
  operation     VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  row_before    JSON NULL COMMENT 'Changed columns as they were, personal data masked',
  row_after     JSON NULL COMMENT 'Changed columns as they are, personal data masked',
  actor         VARCHAR(255) NOT NULL COMMENT 'USER(): the account that really logged in',
  claimed_actor VARCHAR(255) NULL COMMENT 'Who the application says it acts for; not proved',
  connection_id BIGINT UNSIGNED NOT NULL,
  server_name   VARCHAR(255) NOT NULL COMMENT 'Node that took the write',
  run_id        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Run of aether, if one did it',
  PRIMARY KEY (audit_id, occurred_at),
  KEY ix_audit_event_row (table_name, row_key, occurred_at),
  KEY ix_audit_event_actor (actor, occurred_at),
  CONSTRAINT chk_audit_event_operation CHECK (operation IN ('insert', 'update', 'delete'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Who changed which row, when, and how'
PARTITION BY RANGE COLUMNS (occurred_at) (
  PARTITION p2025 VALUES LESS THAN ('2026-01-01'),
  PARTITION p202601 VALUES LESS THAN ('2026-02-01'),
  PARTITION p202602 VALUES LESS THAN ('2026-03-01'),
  PARTITION p202603 VALUES LESS THAN ('2026-04-01'),
  PARTITION p202604 VALUES LESS THAN ('2026-05-01'),
  PARTITION p202605 VALUES LESS THAN ('2026-06-01'),
  PARTITION p202606 VALUES LESS THAN ('2026-07-01'),
  PARTITION p202607 VALUES LESS THAN ('2026-08-01'),
  PARTITION p202608 VALUES LESS THAN ('2026-09-01'),
  PARTITION p202609 VALUES LESS THAN ('2026-10-01'),
  PARTITION p202610 VALUES LESS THAN ('2026-11-01'),
  PARTITION p202611 VALUES LESS THAN ('2026-12-01'),
  PARTITION p202612 VALUES LESS THAN ('2027-01-01'),
  PARTITION p202701 VALUES LESS THAN ('2027-02-01'),
  PARTITION p202702 VALUES LESS THAN ('2027-03-01'),
  PARTITION p202703 VALUES LESS THAN ('2027-04-01'),
  PARTITION p202704 VALUES LESS THAN ('2027-05-01'),
  PARTITION p202705 VALUES LESS THAN ('2027-06-01'),
  PARTITION p202706 VALUES LESS THAN ('2027-07-01'),
  PARTITION p202707 VALUES LESS THAN ('2027-08-01'),
  PARTITION p202708 VALUES LESS THAN ('2027-09-01'),
  PARTITION p202709 VALUES LESS THAN ('2027-10-01'),
  PARTITION p202710 VALUES LESS THAN ('2027-11-01'),
  PARTITION p202711 VALUES LESS THAN ('2027-12-01'),
  PARTITION p202712 VALUES LESS THAN ('2028-01-01'),
  PARTITION pmax VALUES LESS THAN (MAXVALUE)
);
