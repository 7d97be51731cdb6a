-- aether: database=meta

-- Proof of commit: after a COMMIT whose answer was lost, the row says whether it took effect, and what the batch did. A
-- repetition without it would count a second time what was counted already.
CREATE TABLE ingest_step_batch (
  run_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq          SMALLINT UNSIGNED NOT NULL COMMENT 'Order of the steps',
  batch_no     INT UNSIGNED NOT NULL COMMENT '0-based; a check has one',
  result       JSON NOT NULL COMMENT 'What the transaction did, as its run reports it',
  committed_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (run_id, seq, batch_no),
  CONSTRAINT fk_ingest_step_batch_run FOREIGN KEY (run_id) REFERENCES ingest_run (run_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Transactions of steps, each committed with its effect';

-- A step's transaction writes this column first. Only a write is certified in a cluster: a lock alone would let a run
-- that was taken for dead commit on one member what its successor has claimed on another.
ALTER TABLE ingest_file
  ADD COLUMN stepped_at DATETIME(6) NULL COMMENT 'Last transaction of a step over it';
