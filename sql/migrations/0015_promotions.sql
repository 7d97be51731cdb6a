-- aether: database=data

CREATE TABLE promotion (
  promotion_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  promotion_no  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name          VARCHAR(200) NOT NULL,
  kind          VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  percent_off   DECIMAL(5, 2) NULL,
  amount_off    DECIMAL(12, 2) NULL,
  currency_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Of amount_off',
  starts_at     DATETIME(6) NOT NULL,
  ends_at       DATETIME(6) NULL COMMENT 'First moment at which it holds no more; NULL: until called off',
  PRIMARY KEY (promotion_id),
  UNIQUE KEY uq_promotion_no (promotion_no),
  KEY ix_promotion_currency (currency_code),
  CONSTRAINT fk_promotion_currency FOREIGN KEY (currency_code) REFERENCES currency (currency_code),
  CONSTRAINT chk_promotion_kind CHECK (kind IN ('percent', 'amount', 'free_freight')),
  CONSTRAINT chk_promotion_percent CHECK ((kind = 'percent') = (percent_off IS NOT NULL) AND percent_off BETWEEN 0 AND 100),
  CONSTRAINT chk_promotion_amount CHECK (
    (kind = 'amount') = (amount_off IS NOT NULL) AND (amount_off IS NULL) = (currency_code IS NULL) AND amount_off > 0
  ),
  CONSTRAINT chk_promotion_time CHECK (ends_at > starts_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Offers that lower what a customer pays';

-- One row names one thing. Rows of one kind widen a promotion, rows of different kinds narrow it: (category A or B) and web.
CREATE TABLE promotion_scope (
  promotion_scope_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  promotion_id       BIGINT UNSIGNED NOT NULL,
  channel_id         SMALLINT UNSIGNED NULL,
  category_id        BIGINT UNSIGNED NULL COMMENT 'With everything below it',
  variant_id         BIGINT UNSIGNED NULL,
  PRIMARY KEY (promotion_scope_id),
  KEY ix_promotion_scope_promotion (promotion_id),
  KEY ix_promotion_scope_channel (channel_id),
  KEY ix_promotion_scope_category (category_id),
  KEY ix_promotion_scope_variant (variant_id),
  CONSTRAINT fk_promotion_scope_promotion FOREIGN KEY (promotion_id) REFERENCES promotion (promotion_id),
  CONSTRAINT fk_promotion_scope_channel FOREIGN KEY (channel_id) REFERENCES channel (channel_id),
  CONSTRAINT fk_promotion_scope_category FOREIGN KEY (category_id) REFERENCES category (category_id),
  CONSTRAINT fk_promotion_scope_variant FOREIGN KEY (variant_id) REFERENCES product_variant (variant_id),
  CONSTRAINT chk_promotion_scope_one CHECK (
    (channel_id IS NOT NULL) + (category_id IS NOT NULL) + (variant_id IS NOT NULL) = 1
  )
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What a promotion is limited to; no rows: everything';

CREATE TABLE coupon (
  coupon_id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  coupon_no       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What the customer types',
  promotion_id    BIGINT UNSIGNED NOT NULL,
  customer_id     BIGINT UNSIGNED NULL COMMENT 'NULL: for everybody',
  max_redemptions INT UNSIGNED NULL COMMENT 'NULL: as often as people like',
  PRIMARY KEY (coupon_id),
  UNIQUE KEY uq_coupon_no (coupon_no),
  KEY ix_coupon_promotion (promotion_id),
  KEY ix_coupon_customer (customer_id),
  CONSTRAINT fk_coupon_promotion FOREIGN KEY (promotion_id) REFERENCES promotion (promotion_id),
  CONSTRAINT fk_coupon_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Codes that grant a promotion';

CREATE TABLE coupon_redemption (
  coupon_id       BIGINT UNSIGNED NOT NULL,
  order_id        BIGINT UNSIGNED NOT NULL,
  placed_at       DATETIME(6) NOT NULL COMMENT 'Of the order',
  discount_amount DECIMAL(12, 2) NOT NULL COMMENT 'In the currency of the order; already in the discounts of its lines',
  PRIMARY KEY (coupon_id, order_id),
  KEY ix_coupon_redemption_order (order_id, placed_at),
  CONSTRAINT fk_coupon_redemption_coupon FOREIGN KEY (coupon_id) REFERENCES coupon (coupon_id),
  CONSTRAINT fk_coupon_redemption_order FOREIGN KEY (order_id, placed_at) REFERENCES order_ref (order_id, placed_at),
  CONSTRAINT chk_coupon_redemption_discount CHECK (discount_amount >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Coupons that orders used, each once';
