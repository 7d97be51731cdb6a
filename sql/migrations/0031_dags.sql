-- aether: database=meta

CREATE TABLE dag_run (
  run_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dag         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Name of the pipeline',
  dag_sha256  CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Of the pipeline file: a resumed run must not change under way',
  logical_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What it is for, such as a date: timers on all nodes may fire, one INSERT wins',
  params      JSON NOT NULL,
  state       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'created',
  created_at  DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  started_at  DATETIME(6) NULL,
  finished_at DATETIME(6) NULL,
  PRIMARY KEY (run_id),
  UNIQUE KEY uq_dag_run_logical (dag, logical_key),
  CONSTRAINT chk_dag_run_state CHECK (state IN ('created', 'running', 'paused', 'succeeded', 'failed', 'cancelled'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Runs of pipelines';

-- The row is written before the work starts. Who takes a task over raises its fence; every later write names the fence it
-- was started with, so that a process believed dead can do no harm when it wakes up.
CREATE TABLE task_attempt (
  run_id          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  task            VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  map_index       INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'Which of a task that runs once per item',
  attempt         SMALLINT UNSIGNED NOT NULL COMMENT '1-based',
  fence           BIGINT UNSIGNED NOT NULL COMMENT 'Only ever grows, over all attempts of the task',
  state           VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idempotency_key CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of run, task and map_index: the same for every attempt',
  host            VARCHAR(255) NOT NULL,
  pid             INT UNSIGNED NULL,
  unit_name       VARCHAR(255) NULL COMMENT 'Of systemd, where the work runs on another machine',
  server          VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'host:port of the SQL session',
  connection_id   BIGINT UNSIGNED NULL,
  not_before      DATETIME(6) NULL COMMENT 'Waiting time of a retry, kept by a resumed run',
  started_at      DATETIME(6) NULL,
  finished_at     DATETIME(6) NULL,
  exit_code       SMALLINT NULL,
  error_code      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  error           VARCHAR(1000) NULL,
  output          JSON NULL COMMENT 'What later tasks may read',
  log_file        VARCHAR(1024) COLLATE utf8mb4_nopad_bin NULL,
  PRIMARY KEY (run_id, task, map_index, attempt),
  KEY ix_task_attempt_state (state, not_before),
  CONSTRAINT fk_task_attempt_run FOREIGN KEY (run_id) REFERENCES dag_run (run_id),
  CONSTRAINT chk_task_attempt_state CHECK (
    state IN ('ready', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled', 'skipped', 'unknown')
  )
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Every try of every task';
