-- aether: database=data

-- A review is about an order, so the customer follows from it. Some sources review the order as a whole (variant_id is
-- NULL), and some use one review number for several orders: only number and order together are unique.
CREATE TABLE review (
  review_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  review_no    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id     BIGINT UNSIGNED NOT NULL,
  placed_at    DATETIME(6) NOT NULL COMMENT 'Of the order',
  variant_id   BIGINT UNSIGNED NULL COMMENT 'NULL: about the order as a whole',
  rating       TINYINT UNSIGNED NOT NULL COMMENT '1 to 5, 5 is best',
  title        VARCHAR(500) NULL COMMENT 'As written, byte for byte',
  body         TEXT NULL COMMENT 'As written, byte for byte: line breaks, emoji, backslashes',
  requested_at DATETIME(6) NULL COMMENT 'When the customer was asked',
  submitted_at DATETIME(6) NULL COMMENT 'When the customer answered',
  PRIMARY KEY (review_id),
  UNIQUE KEY uq_review_no (review_no, order_id),
  KEY ix_review_order (order_id, placed_at),
  KEY ix_review_variant (variant_id, rating),
  CONSTRAINT fk_review_order FOREIGN KEY (order_id, placed_at) REFERENCES order_ref (order_id, placed_at),
  CONSTRAINT fk_review_variant FOREIGN KEY (variant_id) REFERENCES product_variant (variant_id),
  CONSTRAINT chk_review_rating CHECK (rating BETWEEN 1 AND 5)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What customers say';

CREATE TABLE review_vote (
  review_id   BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'Who votes, once',
  is_helpful  BOOLEAN NOT NULL,
  voted_at    DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (review_id, customer_id),
  KEY ix_review_vote_customer (customer_id),
  CONSTRAINT fk_review_vote_review FOREIGN KEY (review_id) REFERENCES review (review_id),
  CONSTRAINT fk_review_vote_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Whether a review helped others';
