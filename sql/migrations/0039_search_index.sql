-- aether: database=data

-- The search index: for every word of the catalogue the products that hold it. `aether search` reads the words of a
-- query and nothing else, so a search costs the same whatever the catalogue holds besides. Everything here is derived
-- from the catalogue and can be built again.

CREATE TABLE search_index (
  index_no     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'products',
  generation   BIGINT UNSIGNED NOT NULL COMMENT 'Rises with every change of the index',
  analyser     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'How words were made of texts; another one needs another index',
  documents    INT UNSIGNED NOT NULL COMMENT 'Products in it',
  field_totals JSON NOT NULL COMMENT 'Words of all products, by field',
  built_at     DATETIME(6) NOT NULL,
  PRIMARY KEY (index_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What is searched, as one row each';

-- A base and the deltas of later changes. A segment is written while it is `building`, which nobody reads; one UPDATE makes
-- it `live`. What a killed build leaves is deleted by the next one.
CREATE TABLE search_segment (
  segment_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  index_no   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  documents  INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'Products in it, replaced ones included',
  created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (segment_id),
  KEY ix_search_segment_index (index_no, state),
  CONSTRAINT chk_search_segment_state CHECK (state IN ('building', 'live', 'old'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Parts of a search index that are written and replaced as a whole';

CREATE TABLE search_term (
  term               VARBINARY(128) NOT NULL COMMENT 'Stem of a word, UTF-8',
  segment_id         BIGINT UNSIGNED NOT NULL,
  document_frequency INT UNSIGNED NOT NULL COMMENT 'Products of the segment that hold it',
  postings           MEDIUMBLOB NOT NULL COMMENT 'For each of them: step to its number, bits of its fields, weight; variable-length numbers',
  PRIMARY KEY (term, segment_id),
  KEY ix_search_term_segment (segment_id),
  CONSTRAINT fk_search_term_segment FOREIGN KEY (segment_id) REFERENCES search_segment (segment_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Which products hold a word';

-- What belongs to a segment as a whole, cut into parts that fit a packet.
CREATE TABLE search_part (
  segment_id BIGINT UNSIGNED NOT NULL,
  kind       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'documents: numbers and hashes of its products. replaced: numbers of those that a later segment replaced. words: for spelling',
  part_no    BIGINT UNSIGNED NOT NULL,
  content    MEDIUMBLOB NOT NULL,
  PRIMARY KEY (segment_id, kind, part_no),
  CONSTRAINT fk_search_part_segment FOREIGN KEY (segment_id) REFERENCES search_segment (segment_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Lists of a segment of a search index';
