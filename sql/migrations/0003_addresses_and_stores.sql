-- aether: database=data

-- An address belongs to one owner and is never edited once an order shows it: a move is a new row. So that erasing a
-- person empties nobody else's address, two owners at one door have two rows. Rows are never deleted, as partitioned
-- orders refer to them without a foreign key; erasure sets the personal columns to NULL.
CREATE TABLE address (
  address_id     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  address_no     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
                 COMMENT 'Key of the source, or a SHA-256 in hex of owner and content where the source has none',
  recipient_name VARCHAR(200) NULL,
  line1          VARCHAR(200) NULL COMMENT 'Street and number',
  line2          VARCHAR(200) NULL COMMENT 'Flat, floor, care of',
  district       VARCHAR(120) NULL,
  city           VARCHAR(120) NULL COMMENT 'As the source spells it',
  region_code    VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'ISO 3166-2 without the country: SP',
  postcode       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Text, with its leading zeros',
  country_code   CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at     DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (address_id),
  UNIQUE KEY uq_address_no (address_no),
  KEY ix_address_postcode (country_code, postcode),
  CONSTRAINT fk_address_country FOREIGN KEY (country_code) REFERENCES country (country_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Postal addresses of customers, sellers, stores and warehouses';

CREATE TABLE retail_partner (
  partner_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  partner_no   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(200) NOT NULL,
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Where the company is registered',
  PRIMARY KEY (partner_id),
  UNIQUE KEY uq_retail_partner_no (partner_no),
  KEY ix_retail_partner_country (country_code),
  CONSTRAINT fk_retail_partner_country FOREIGN KEY (country_code) REFERENCES country (country_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Companies that sell for us in their stores';

CREATE TABLE store (
  store_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  store_no   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name       VARCHAR(200) NOT NULL,
  channel_id SMALLINT UNSIGNED NOT NULL,
  partner_id BIGINT UNSIGNED NULL COMMENT 'NULL: a store of our own',
  address_id BIGINT UNSIGNED NOT NULL,
  opened_on  DATE NULL,
  closed_on  DATE NULL,
  -- Orders refer to both columns, so that an order's store is always one of the order's channel; and they refer to the
  -- primary key, as Galera lets a reference to another composite key slip (docs/decisions/0002-integrity-classes.md).
  PRIMARY KEY (store_id, channel_id),
  UNIQUE KEY uq_store_id (store_id),
  UNIQUE KEY uq_store_no (store_no),
  KEY ix_store_channel (channel_id),
  KEY ix_store_partner (partner_id),
  KEY ix_store_address (address_id),
  CONSTRAINT fk_store_channel FOREIGN KEY (channel_id) REFERENCES channel (channel_id),
  CONSTRAINT fk_store_partner FOREIGN KEY (partner_id) REFERENCES retail_partner (partner_id),
  CONSTRAINT fk_store_address FOREIGN KEY (address_id) REFERENCES address (address_id),
  CONSTRAINT chk_store_dates CHECK (closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Shops with a door';
