-- aether: database=data
-- A product is what is described and reviewed; a variant is what is stocked, priced and sold. A source without
-- variants has one per product.

CREATE TABLE product (
  product_id                BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  product_no                VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  brand_id                  BIGINT UNSIGNED NULL,
  name                      VARCHAR(500) NULL COMMENT 'NULL: the source withholds it',
  description               MEDIUMTEXT NULL,
  specification             JSON NULL COMMENT 'What the source says in a form of its own; what is compared or filtered is an attribute',
  -- Facts of their own only where the text is withheld; where we hold the text, its length is computed, never stored.
  stated_name_length        SMALLINT UNSIGNED NULL COMMENT 'Characters of a name that the source withholds',
  stated_description_length SMALLINT UNSIGNED NULL COMMENT 'Characters of a description that the source withholds',
  stated_photo_count        SMALLINT UNSIGNED NULL COMMENT 'Photos that the source has and withholds',
  status                    VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  created_at                DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (product_id),
  UNIQUE KEY uq_product_no (product_no),
  KEY ix_product_brand (brand_id),
  CONSTRAINT fk_product_brand FOREIGN KEY (brand_id) REFERENCES brand (brand_id),
  CONSTRAINT chk_product_status CHECK (status IN ('draft', 'active', 'retired'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What is described, reviewed and searched';

CREATE TABLE product_category (
  product_id  BIGINT UNSIGNED NOT NULL,
  category_id BIGINT UNSIGNED NOT NULL,
  position    SMALLINT UNSIGNED NOT NULL DEFAULT 1 COMMENT '1: the main category',
  PRIMARY KEY (product_id, category_id),
  UNIQUE KEY uq_product_category_position (product_id, position),
  KEY ix_product_category_category (category_id),
  CONSTRAINT fk_product_category_product FOREIGN KEY (product_id) REFERENCES product (product_id),
  CONSTRAINT fk_product_category_category FOREIGN KEY (category_id) REFERENCES category (category_id),
  CONSTRAINT chk_product_category_position CHECK (position >= 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Categories of a product, the main one first; a product may have none';

CREATE TABLE product_variant (
  variant_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  product_id BIGINT UNSIGNED NOT NULL,
  sku        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Stock keeping unit',
  name       VARCHAR(200) NULL COMMENT 'What tells it from its sisters: blue, XL',
  gtin       VARCHAR(14) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'EAN or UPC, with leading zeros',
  weight_g   INT UNSIGNED NULL,
  length_cm  DECIMAL(7, 2) NULL COMMENT 'Of the packed article, as are width and height',
  width_cm   DECIMAL(7, 2) NULL,
  height_cm  DECIMAL(7, 2) NULL,
  status     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  PRIMARY KEY (variant_id),
  UNIQUE KEY uq_product_variant_sku (sku),
  KEY ix_product_variant_product (product_id),
  KEY ix_product_variant_gtin (gtin),
  CONSTRAINT fk_product_variant_product FOREIGN KEY (product_id) REFERENCES product (product_id),
  CONSTRAINT chk_product_variant_status CHECK (status IN ('active', 'retired')),
  CONSTRAINT chk_product_variant_size CHECK (length_cm >= 0 AND width_cm >= 0 AND height_cm >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What is stocked, priced and sold. Never deleted: partitioned tables refer to it without a foreign key';

CREATE TABLE product_media (
  media_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  product_id BIGINT UNSIGNED NOT NULL,
  position   SMALLINT UNSIGNED NOT NULL COMMENT '1: shown first',
  kind       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'image',
  url        VARCHAR(2048) NOT NULL,
  alt_text   VARCHAR(500) NULL,
  PRIMARY KEY (media_id),
  UNIQUE KEY uq_product_media_position (product_id, position),
  CONSTRAINT fk_product_media_product FOREIGN KEY (product_id) REFERENCES product (product_id),
  CONSTRAINT chk_product_media_kind CHECK (kind IN ('image', 'video', 'document'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Pictures, films and papers of a product';

CREATE TABLE attribute (
  attribute_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  attribute_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'colour, screen_size',
  name         VARCHAR(200) NOT NULL,
  unit         VARCHAR(16) NULL COMMENT 'Of numbers: cm, W',
  PRIMARY KEY (attribute_id),
  UNIQUE KEY uq_attribute_no (attribute_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Properties by which variants are compared and filtered';

CREATE TABLE variant_attribute (
  variant_id   BIGINT UNSIGNED NOT NULL,
  attribute_id BIGINT UNSIGNED NOT NULL,
  value_text   VARCHAR(500) NULL,
  value_number DECIMAL(20, 6) NULL,
  PRIMARY KEY (variant_id, attribute_id),
  KEY ix_variant_attribute_text (attribute_id, value_text),
  KEY ix_variant_attribute_number (attribute_id, value_number),
  CONSTRAINT fk_variant_attribute_variant FOREIGN KEY (variant_id) REFERENCES product_variant (variant_id),
  CONSTRAINT fk_variant_attribute_attribute FOREIGN KEY (attribute_id) REFERENCES attribute (attribute_id),
  CONSTRAINT chk_variant_attribute_value CHECK ((value_text IS NULL) <> (value_number IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Values of a variant; each is either a text or a number';

CREATE TABLE supplier_variant (
  supplier_id   BIGINT UNSIGNED NOT NULL,
  variant_id    BIGINT UNSIGNED NOT NULL,
  supplier_sku  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'The number that the supplier uses',
  cost_amount   DECIMAL(12, 2) NULL COMMENT 'What we pay; NULL: not known',
  currency_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Of cost_amount',
  lead_days     SMALLINT UNSIGNED NULL COMMENT 'Days from our order to our door',
  PRIMARY KEY (supplier_id, variant_id),
  KEY ix_supplier_variant_variant (variant_id),
  KEY ix_supplier_variant_currency (currency_code),
  CONSTRAINT fk_supplier_variant_supplier FOREIGN KEY (supplier_id) REFERENCES supplier (supplier_id),
  CONSTRAINT fk_supplier_variant_variant FOREIGN KEY (variant_id) REFERENCES product_variant (variant_id),
  CONSTRAINT fk_supplier_variant_currency FOREIGN KEY (currency_code) REFERENCES currency (currency_code),
  CONSTRAINT chk_supplier_variant_cost CHECK (cost_amount >= 0),
  CONSTRAINT chk_supplier_variant_currency CHECK ((cost_amount IS NULL) = (currency_code IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Which supplier delivers which variant, and on what terms';
