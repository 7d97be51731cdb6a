-- aether: database=data

-- Two times in one table. `validity` is when a price holds in the shop: two prices of one variant, channel and currency
-- can never overlap, and UPDATE … FOR PORTION OF validity cuts a period in two. System versioning adds when we said so:
-- FOR SYSTEM_TIME AS OF answers what the shop believed on a day, which a dispute about a price turns on.
CREATE TABLE price (
  variant_id    BIGINT UNSIGNED NOT NULL,
  channel_id    SMALLINT UNSIGNED NOT NULL,
  currency_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount        DECIMAL(12, 2) NOT NULL COMMENT 'What the customer pays for one',
  list_amount   DECIMAL(12, 2) NULL COMMENT 'The price shown struck through, if any',
  valid_from    DATETIME(6) NOT NULL,
  valid_to      DATETIME(6) NOT NULL DEFAULT '9999-12-31 00:00:00' COMMENT 'First moment at which it holds no more',
  PERIOD FOR validity (valid_from, valid_to),
  PRIMARY KEY (variant_id, channel_id, currency_code, validity WITHOUT OVERLAPS),
  KEY ix_price_channel (channel_id),
  KEY ix_price_currency (currency_code),
  CONSTRAINT fk_price_variant FOREIGN KEY (variant_id) REFERENCES product_variant (variant_id),
  CONSTRAINT fk_price_channel FOREIGN KEY (channel_id) REFERENCES channel (channel_id),
  CONSTRAINT fk_price_currency FOREIGN KEY (currency_code) REFERENCES currency (currency_code),
  CONSTRAINT chk_price_amount CHECK (amount >= 0),
  CONSTRAINT chk_price_list_amount CHECK (list_amount >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci WITH SYSTEM VERSIONING
  COMMENT='Prices over time, without gaps of meaning: no row, not on sale';
