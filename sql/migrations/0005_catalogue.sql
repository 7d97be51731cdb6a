-- aether: database=data
-- Who makes, who sells, and how products are sorted.

CREATE TABLE brand (
  brand_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  brand_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name     VARCHAR(200) NOT NULL,
  PRIMARY KEY (brand_id),
  UNIQUE KEY uq_brand_no (brand_no),
  KEY ix_brand_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Makers, as customers know them';

CREATE TABLE supplier (
  supplier_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  supplier_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name        VARCHAR(200) NULL COMMENT 'NULL: the source withholds it',
  address_id  BIGINT UNSIGNED NULL,
  status      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  PRIMARY KEY (supplier_id),
  UNIQUE KEY uq_supplier_no (supplier_no),
  KEY ix_supplier_address (address_id),
  CONSTRAINT fk_supplier_address FOREIGN KEY (address_id) REFERENCES address (address_id),
  CONSTRAINT chk_supplier_status CHECK (status IN ('active', 'suspended', 'closed'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Who delivers goods: sellers of the marketplace and suppliers of our own stock. Never deleted';

CREATE TABLE category (
  category_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  category_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parent_id   BIGINT UNSIGNED NULL COMMENT 'NULL: top of the tree',
  PRIMARY KEY (category_id),
  UNIQUE KEY uq_category_no (category_no),
  KEY ix_category_parent (parent_id),
  CONSTRAINT fk_category_parent FOREIGN KEY (parent_id) REFERENCES category (category_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='The tree of categories; names are in category_translation';

-- Derived from category.parent_id by triggers, so that "everything below X" is one index range and no recursion.
CREATE TABLE category_closure (
  ancestor_id   BIGINT UNSIGNED NOT NULL,
  descendant_id BIGINT UNSIGNED NOT NULL,
  depth         SMALLINT UNSIGNED NOT NULL COMMENT '0: the category itself',
  PRIMARY KEY (ancestor_id, descendant_id),
  KEY ix_category_closure_descendant (descendant_id, depth),
  CONSTRAINT fk_category_closure_ancestor FOREIGN KEY (ancestor_id) REFERENCES category (category_id),
  CONSTRAINT fk_category_closure_descendant FOREIGN KEY (descendant_id) REFERENCES category (category_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Every pair of a category and one above it; written by triggers only';

CREATE TABLE category_translation (
  category_id   BIGINT UNSIGNED NOT NULL,
  language_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name          VARCHAR(200) NOT NULL,
  PRIMARY KEY (category_id, language_code),
  KEY ix_category_translation_language (language_code, name),
  CONSTRAINT fk_category_translation_category FOREIGN KEY (category_id) REFERENCES category (category_id),
  CONSTRAINT fk_category_translation_language FOREIGN KEY (language_code) REFERENCES language (language_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Names of categories; a language may lack some';
