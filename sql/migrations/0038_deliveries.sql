-- aether: database=meta

-- A file that comes again under its name with other bytes is a correction of the one before: what that one loaded is
-- compared, not loaded twice. A superseded file is history: the same bytes may be delivered again.
ALTER TABLE ingest_file
  ADD COLUMN delivery_name VARCHAR(255) COLLATE utf8mb4_nopad_bin NULL COMMENT 'Base name without .gz or .zst; NULL: standard input, a replay',
  ADD COLUMN corrects_file_id BIGINT UNSIGNED NULL COMMENT 'The delivery before it under this name, whose chunks it takes over',
  ADD COLUMN is_current TINYINT UNSIGNED AS (IF(state = 'superseded', NULL, 1)) STORED COMMENT 'NULL: another delivery of this name came later',
  DROP CONSTRAINT chk_ingest_file_state,
  ADD CONSTRAINT chk_ingest_file_state CHECK (state IN ('loading', 'loaded', 'waiting', 'transformed', 'failed', 'superseded', 'replacing')),
  DROP KEY uq_ingest_file_content,
  ADD UNIQUE KEY uq_ingest_file_content (content_sha256, source, file_key, target, is_current),
  ADD KEY ix_ingest_file_delivery (source, file_key, target, delivery_name);

-- Files of earlier versions of aether, but for standard input and replays.
UPDATE ingest_file
   SET delivery_name = LEFT(REGEXP_REPLACE(SUBSTRING_INDEX(file_name, '/', -1), '\\.(gz|zst)$', ''), 255)
 WHERE delivery_name IS NULL AND file_name NOT LIKE '%/stdin/%' AND file_name NOT LIKE '%.rejects.csv%';

-- NULL: of a staged file, or loaded before this was noted.
ALTER TABLE ingest_chunk
  ADD COLUMN rows_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Of the encoded rows in the table, each with its record number, in hex';
