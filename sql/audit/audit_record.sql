-- The audit of one environment. Made by `aether schema apply` as the account "admin", in a database whose name begins with
-- `audit_`: no grant on `aether%` or on the environment's own databases reaches it.

-- Triggers add to it and nothing changes it, but for `salt`: to erase a person, set it to NULL, and the commitments of this
-- record say nothing any more. `record_hash` covers every other column but audit_id, which the server gives after the hash.
CREATE TABLE IF NOT EXISTS audit_record (
  audit_id      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'Grows on each server; gaps are normal, the seals have the order',
  chain         VARCHAR(255) COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'wsrep_node_name of the server that took the write',
  occurred_at   DATETIME(6) NOT NULL COMMENT 'UTC, by the clock of that server, when the row was changed',
  actor         VARCHAR(512) COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'USER(): the account that logged in',
  connection_id BIGINT UNSIGNED NOT NULL,
  claimed_actor VARCHAR(255) COLLATE utf8mb4_nopad_bin NULL COMMENT '@aether_actor: who the application says it acts for; not proved',
  table_name    VARCHAR(64) COLLATE utf8mb4_nopad_bin NOT NULL,
  operation     VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'insert, update or delete',
  row_key       VARCHAR(700) COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'Primary key: a JSON list of texts',
  changes       LONGTEXT COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'JSON: columns with their value, of an update [before, after]; personal data as commitments',
  row_hash      CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of salt and row as it is afterwards, in hex; empty after a delete',
  salt          CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Of row_hash and of the commitments',
  record_hash   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of this record, in hex',
  PRIMARY KEY (audit_id),
  KEY ix_audit_record_chain (chain, audit_id),
  KEY ix_audit_record_row (table_name, row_key, audit_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Who changed which row, when and how';
