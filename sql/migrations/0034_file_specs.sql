-- aether: database=meta

-- A half-loaded file can only be gone on with as it was begun: with other columns, rules or another dialect its chunks
-- would not fit together. And the same bytes for another table are another load.
ALTER TABLE ingest_file
  ADD COLUMN spec_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Of the file''s entry in the source when its loading began, in hex; NULL: loaded before this was noted',
  DROP KEY uq_ingest_file_content,
  ADD UNIQUE KEY uq_ingest_file_content (content_sha256, source, file_key, target);
