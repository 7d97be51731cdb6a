-- aether: database=data

CREATE TABLE warehouse (
  warehouse_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  warehouse_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(200) NOT NULL,
  address_id   BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (warehouse_id),
  UNIQUE KEY uq_warehouse_no (warehouse_no),
  KEY ix_warehouse_address (address_id),
  CONSTRAINT fk_warehouse_address FOREIGN KEY (address_id) REFERENCES address (address_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Where goods lie. Never deleted: stock movements refer to it without a foreign key';

-- Signed columns on purpose: 2 - 3 on UNSIGNED is error 1690, on these it is the CHECK that names the rule.
CREATE TABLE stock_level (
  warehouse_id BIGINT UNSIGNED NOT NULL,
  variant_id   BIGINT UNSIGNED NOT NULL,
  on_hand      INT NOT NULL DEFAULT 0 COMMENT 'Pieces in the house',
  reserved     INT NOT NULL DEFAULT 0 COMMENT 'Of these, promised to orders',
  available    INT AS (on_hand - reserved) VIRTUAL COMMENT 'May still be promised',
  PRIMARY KEY (warehouse_id, variant_id),
  KEY ix_stock_level_variant (variant_id),
  CONSTRAINT fk_stock_level_warehouse FOREIGN KEY (warehouse_id) REFERENCES warehouse (warehouse_id),
  CONSTRAINT fk_stock_level_variant FOREIGN KEY (variant_id) REFERENCES product_variant (variant_id),
  CONSTRAINT chk_stock_level_on_hand CHECK (on_hand >= 0),
  CONSTRAINT chk_stock_level_reserved CHECK (reserved BETWEEN 0 AND on_hand)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Stock at this moment; never below zero, never promised twice';
