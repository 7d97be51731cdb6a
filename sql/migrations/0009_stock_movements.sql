-- aether: database=data

-- Partitioned by month: it grows without end and is archived by month. Partitioned tables can have no foreign keys, so
-- triggers check that warehouse and variant exist, which is enough because neither is ever deleted. Nothing older than
-- the live shop is kept here, so everything before 2026 shares one partition; `aether partitions` makes the next months.
CREATE TABLE stock_movement (
  movement_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  moved_at     DATETIME(6) NOT NULL,
  movement_no  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Retrying with the same number and time moves nothing twice',
  warehouse_id BIGINT UNSIGNED NOT NULL,
  variant_id   BIGINT UNSIGNED NOT NULL,
  quantity     INT NOT NULL COMMENT 'Pieces; negative: they left the house',
  kind         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reference_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'What caused it: number of the order, return or transfer',
  PRIMARY KEY (movement_id, moved_at),
  UNIQUE KEY uq_stock_movement_no (movement_no, moved_at),
  KEY ix_stock_movement_variant (variant_id, warehouse_id, moved_at),
  CONSTRAINT chk_stock_movement_quantity CHECK (quantity <> 0),
  CONSTRAINT chk_stock_movement_kind CHECK (kind IN ('receipt', 'sale', 'return', 'transfer', 'adjustment'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Everything that entered or left a warehouse; only ever added to'
PARTITION BY RANGE COLUMNS (moved_at) (
  PARTITION p2025 VALUES LESS THAN ('2026-01-01'),
  PARTITION p202601 VALUES LESS THAN ('2026-02-01'),
  PARTITION p202602 VALUES LESS THAN ('2026-03-01'),
  PARTITION p202603 VALUES LESS THAN ('2026-04-01'),
  PARTITION p202604 VALUES LESS THAN ('2026-05-01'),
  PARTITION p202605 VALUES LESS THAN ('2026-06-01'),
  PARTITION p202606 VALUES LESS THAN ('2026-07-01'),
  PARTITION p202607 VALUES LESS THAN ('2026-08-01'),
  PARTITION p202608 VALUES LESS THAN ('2026-09-01'),
  PARTITION p202609 VALUES LESS THAN ('2026-10-01'),
  PARTITION p202610 VALUES LESS THAN ('2026-11-01'),
  PARTITION p202611 VALUES LESS THAN ('2026-12-01'),
  PARTITION p202612 VALUES LESS THAN ('2027-01-01'),
  PARTITION p202701 VALUES LESS THAN ('2027-02-01'),
  PARTITION p202702 VALUES LESS THAN ('2027-03-01'),
  PARTITION p202703 VALUES LESS THAN ('2027-04-01'),
  PARTITION p202704 VALUES LESS THAN ('2027-05-01'),
  PARTITION p202705 VALUES LESS THAN ('2027-06-01'),
  PARTITION p202706 VALUES LESS THAN ('2027-07-01'),
  PARTITION p202707 VALUES LESS THAN ('2027-08-01'),
  PARTITION p202708 VALUES LESS THAN ('2027-09-01'),
  PARTITION p202709 VALUES LESS THAN ('2027-10-01'),
  PARTITION p202710 VALUES LESS THAN ('2027-11-01'),
  PARTITION p202711 VALUES LESS THAN ('2027-12-01'),
  PARTITION p202712 VALUES LESS THAN ('2028-01-01'),
  PARTITION pmax VALUES LESS THAN (MAXVALUE)
);
