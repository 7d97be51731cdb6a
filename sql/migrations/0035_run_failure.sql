-- aether: database=meta

-- A run that failed says why where its files are looked up too: its record may be on another machine, or pruned.
ALTER TABLE ingest_run
  ADD COLUMN error_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'As in docs/errors.md; NULL: not failed, or failed before this was noted',
  ADD COLUMN error_errno INT UNSIGNED NULL COMMENT 'Error number of the server',
  ADD COLUMN error_message VARCHAR(1000) NULL COMMENT 'Without secrets and without values of rows and statements';
