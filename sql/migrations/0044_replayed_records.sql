-- aether: database=meta

-- Which reject a record of a corrected file of rejects is of. A row commits with the chunk of its record, loaded or rejected
-- again, so that a reject that is corrected a second time is known to be loaded already, whatever killed the first replay.
CREATE TABLE ingest_replay (
  file_id          BIGINT UNSIGNED NOT NULL COMMENT 'The corrected file of rejects',
  record_no        BIGINT UNSIGNED NOT NULL COMMENT '1-based, the header not counted',
  origin_file_id   BIGINT UNSIGNED NOT NULL COMMENT 'As its first column says: no foreign key, an editor may have changed it',
  origin_record_no BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (file_id, record_no),
  KEY ix_ingest_replay_origin (origin_file_id, origin_record_no),
  CONSTRAINT fk_ingest_replay_file FOREIGN KEY (file_id) REFERENCES ingest_file (file_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Records of replays, and the rejects that they correct';
