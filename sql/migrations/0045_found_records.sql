-- aether: database=meta

-- Records that a check has found and that are too many for one transaction. They are all noted before the first of them
-- leaves the staging table, so that a run that continues after a dead one takes out the same ones: a check may compare
-- records with each other, and finds others as soon as some are gone.
CREATE TABLE ingest_found (
  file_id   BIGINT UNSIGNED NOT NULL,
  rule      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The check of the source',
  record_no BIGINT UNSIGNED NOT NULL COMMENT '1-based, the header does not count; 0: all that the check found are noted',
  PRIMARY KEY (file_id, rule, record_no),
  CONSTRAINT fk_ingest_found_file FOREIGN KEY (file_id) REFERENCES ingest_file (file_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Records that a check will move to the rejects';
