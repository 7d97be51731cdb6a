-- aether: database=meta
-- What `aether schema apply` needs before the first migration can run. Every statement may run any number of times
-- and on two nodes at once: no lease exists yet that could keep a second run away.

CREATE TABLE IF NOT EXISTS migration (
  version     CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Number at the start of the file name: 0003',
  name        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'File name',
  checksum    CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the file, in hex',
  statements  SMALLINT UNSIGNED NOT NULL COMMENT 'How many statements the file has',
  state       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  started_at  DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  run_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The newest run that worked on it',
  PRIMARY KEY (version),
  CONSTRAINT chk_migration_state CHECK (state IN ('started', 'applied'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Schema ledger: one row per migration file';

-- A row is written before its statement runs. `started` with nobody running it means that a run died inside the
-- statement; the fingerprint from before then tells whether the statement took effect.
CREATE TABLE IF NOT EXISTS migration_step (
  version            CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  step_no            SMALLINT UNSIGNED NOT NULL COMMENT '1-based place of the statement in its file',
  checksum           CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the statement, in hex',
  kind               VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Class of the statement: ddl, dml, session, …',
  state              VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  before_fingerprint TEXT NULL COMMENT 'One line per object: type, name, hash of its definition before the statement',
  connection_id      BIGINT UNSIGNED NOT NULL COMMENT 'Thread id of the session that runs it, on `server`',
  server             VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'host:port',
  started_at         DATETIME(6) NOT NULL,
  finished_at        DATETIME(6) NULL,
  elapsed_ms         BIGINT UNSIGNED NULL,
  error              TEXT NULL COMMENT 'What the server answered where state is failed',
  PRIMARY KEY (version, step_no),
  CONSTRAINT chk_migration_step_state CHECK (state IN ('started', 'failed', 'done'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Schema ledger: one row per statement, so that a half-run file goes on where it stopped';

-- Taken by INSERT of the primary key, which Galera lets exactly one node win; GET_LOCK and FOR UPDATE are node-local.
CREATE TABLE IF NOT EXISTS lease (
  name        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What may be done by one holder only: schema, partitions, …',
  holder      VARCHAR(255) NOT NULL COMMENT 'Who, for the message that the others see',
  epoch       BIGINT UNSIGNED NOT NULL COMMENT 'Grows at every takeover; a stale holder fails its compare-and-set',
  acquired_at DATETIME(6) NOT NULL,
  expires_at  DATETIME(6) NOT NULL COMMENT 'By the clock of the server',
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Rights to work alone, held for a limited time';

-- A row is written before its object is made or replaced, and completed after it. `started` with nobody running it means
-- that a run died in between: making the object again does no harm.
CREATE TABLE IF NOT EXISTS repeatable (
  database_key VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'data, meta, stage or archive',
  type         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  checksum     CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the statement of its file, in hex',
  state        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  definition   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'SHA-256 of what SHOW CREATE showed afterwards, in hex',
  adopted      TINYINT UNSIGNED NOT NULL COMMENT '1: a migration made it first, so it is never dropped',
  started_at   DATETIME(6) NOT NULL,
  finished_at  DATETIME(6) NULL,
  run_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The newest run that worked on it',
  PRIMARY KEY (database_key, type, name),
  CONSTRAINT chk_repeatable_type CHECK (type IN ('view', 'function', 'procedure', 'trigger')),
  CONSTRAINT chk_repeatable_state CHECK (state IN ('started', 'applied'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Schema ledger: views, routines and triggers, which are made again whenever their files change';

-- What schema status compares the tables with: what the migrations have left, as SHOW CREATE TABLE showed it part by part.
CREATE TABLE IF NOT EXISTS recorded_shape (
  version     CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The newest migration that was applied then',
  shape       LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'JSON: the parts of every table that a migration names',
  recorded_at DATETIME(6) NOT NULL,
  run_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The run that recorded it',
  PRIMARY KEY (version),
  CONSTRAINT chk_recorded_shape_json CHECK (json_valid(shape))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Schema ledger: the shape of the tables after each apply';
