-- aether: database=meta

-- What was sent to a provider of embeddings, and what it costs. A row commits before its request is sent: one that is
-- still `sent` when its run has ended was perhaps paid, and its texts are paid again.
CREATE TABLE embedding_batch (
  run_id     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The run that sent it',
  seq        INT UNSIGNED NOT NULL COMMENT 'Counts the requests of a run from 1',
  space      VARCHAR(300) NOT NULL COMMENT 'Provider, model and dimensions',
  texts      SMALLINT UNSIGNED NOT NULL,
  tokens     INT UNSIGNED NOT NULL COMMENT 'Estimated before it was sent; counted by the provider once done, if it says',
  cost_usd   DECIMAL(14, 8) NOT NULL COMMENT 'Of these tokens at the price of the environment file',
  state      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'sent',
  error      VARCHAR(200) NULL COMMENT 'Why it is refused or lost',
  sent_at    DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  ended_at   DATETIME(6) NULL,
  PRIMARY KEY (run_id, seq),
  KEY ix_embedding_batch_state (state),
  CONSTRAINT chk_embedding_batch_state CHECK (state IN ('sent', 'done', 'refused', 'lost'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Requests to providers of embeddings. refused: not paid. lost: perhaps paid, nothing was kept';
