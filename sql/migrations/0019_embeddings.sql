-- aether: database=data

-- Bytes, because 10.11 has no VECTOR: servers that have it get a table with a vector index as a step of its own, filled
-- from this one. Keyed by the hash of the text that was embedded, so that a change of price costs no new embedding.
CREATE TABLE product_embedding (
  product_id     BIGINT UNSIGNED NOT NULL,
  model          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Name and version of the model',
  content_sha256 BINARY(32) NOT NULL COMMENT 'Of the text that was embedded',
  dimensions     SMALLINT UNSIGNED NOT NULL,
  embedding      BLOB NOT NULL COMMENT 'float32, little-endian: the form that VEC_FromText makes and VEC_DISTANCE reads',
  created_at     DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (product_id, model, content_sha256),
  KEY ix_product_embedding_model (model),
  CONSTRAINT fk_product_embedding_product FOREIGN KEY (product_id) REFERENCES product (product_id),
  CONSTRAINT chk_product_embedding_bytes CHECK (OCTET_LENGTH(embedding) = 4 * dimensions)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Meaning of products as vectors';
