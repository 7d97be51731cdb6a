-- aether: database=data

-- Vectors of two models, lengths or text templates cannot be compared, so each has a space of its own. A space is
-- filled while it is `building`; making it `live` is one UPDATE, and the one before it stays as `old` until
-- `aether embed gc`.
CREATE TABLE embedding_space (
  space_id    INT UNSIGNED NOT NULL AUTO_INCREMENT,
  identity    BINARY(32) NOT NULL COMMENT 'SHA-256 of provider, model, dimensions, scheme and template',
  provider    VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'gemini, openai',
  model       VARCHAR(200) NOT NULL,
  dimensions  SMALLINT UNSIGNED NOT NULL,
  scheme      VARCHAR(200) NOT NULL COMMENT 'How the provider is told documents from queries: task types, prefixes',
  template    VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Version and fields of the text that is embedded',
  state       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'building',
  live_marker TINYINT UNSIGNED AS (IF(state = 'live', 1, NULL)) STORED COMMENT 'Unique: at most one space is live',
  canaries    MEDIUMBLOB NOT NULL COMMENT 'Vectors of fixed texts, float32: a model that changes silently gives others',
  created_at  DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  swapped_at  DATETIME(6) NULL COMMENT 'When it became live or old',
  PRIMARY KEY (space_id),
  UNIQUE KEY uq_embedding_space_identity (identity),
  UNIQUE KEY uq_embedding_space_live (live_marker),
  CONSTRAINT chk_embedding_space_state CHECK (state IN ('building', 'live', 'old'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Vector spaces: what made the vectors that may be compared with each other';

-- By the hash of the text, so that a text that comes back, or that two products share, is paid once.
CREATE TABLE embedding_cache (
  space_id       INT UNSIGNED NOT NULL,
  content_sha256 BINARY(32) NOT NULL COMMENT 'Of the text that was embedded',
  embedding      BLOB NOT NULL COMMENT 'float32, little-endian, of length 1',
  created_at     DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (space_id, content_sha256),
  CONSTRAINT fk_embedding_cache_space FOREIGN KEY (space_id) REFERENCES embedding_space (space_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Vectors by text; what was paid for';

CREATE TABLE embedding_refusal (
  space_id       INT UNSIGNED NOT NULL,
  content_sha256 BINARY(32) NOT NULL COMMENT 'Of the text that the provider refused',
  reason         VARCHAR(200) NOT NULL,
  refused_at     DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (space_id, content_sha256),
  CONSTRAINT fk_embedding_refusal_space FOREIGN KEY (space_id) REFERENCES embedding_space (space_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Texts that the provider refuses; they are not sent again until they change';

-- The vector of a product in a space. Nothing has been written to the table before this migration.
ALTER TABLE product_embedding
  DROP PRIMARY KEY,
  DROP KEY ix_product_embedding_model,
  CHANGE COLUMN model space_id INT UNSIGNED NOT NULL,
  ADD PRIMARY KEY (space_id, product_id),
  ADD KEY ix_product_embedding_product (product_id),
  ADD KEY ix_product_embedding_content (space_id, content_sha256),
  ADD CONSTRAINT fk_product_embedding_space FOREIGN KEY (space_id) REFERENCES embedding_space (space_id);

-- The foreign key to product is RESTRICT: without this, a product with a vector could not be deleted. Not CASCADE, because
-- that fires no triggers and is not in the binary log.
CREATE DEFINER = aether_definer@localhost TRIGGER product_before_delete BEFORE DELETE ON product FOR EACH ROW
  DELETE FROM product_embedding WHERE product_id = OLD.product_id;

-- What a search by meaning reads: the vectors of the live space alone.
CREATE DEFINER = aether_definer@localhost VIEW live_product_embedding AS
  SELECT e.product_id, e.content_sha256, e.embedding
    FROM embedding_space AS s JOIN product_embedding AS e ON e.space_id = s.space_id
   WHERE s.live_marker = 1;
