-- aether: database=data
-- What the procedures of an order keep: which request made it, and where its pieces are promised.

CREATE TABLE order_request (
  request_key    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Chosen by who orders; asking twice with one key orders once',
  content_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Of the normalised JSON of the request, in hex',
  order_id       BIGINT UNSIGNED NOT NULL,
  placed_at      DATETIME(6) NOT NULL COMMENT 'Of the order',
  PRIMARY KEY (request_key),
  UNIQUE KEY uq_order_request_order (order_id, placed_at),
  CONSTRAINT fk_order_request_order FOREIGN KEY (order_id, placed_at) REFERENCES order_ref (order_id, placed_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Requests of place_order, each with the order that it made';

-- The parts of stock_level.reserved that belong to orders. A row goes when its pieces leave the house or the order is
-- called off.
CREATE TABLE stock_reservation (
  order_id     BIGINT UNSIGNED NOT NULL,
  placed_at    DATETIME(6) NOT NULL COMMENT 'Of the order',
  line_no      SMALLINT UNSIGNED NOT NULL COMMENT 'Line of the order; order_item is partitioned, so no foreign key checks it',
  warehouse_id BIGINT UNSIGNED NOT NULL,
  variant_id   BIGINT UNSIGNED NOT NULL COMMENT 'Of the line',
  quantity     INT NOT NULL,
  PRIMARY KEY (order_id, placed_at, line_no, warehouse_id),
  KEY ix_stock_reservation_stock (warehouse_id, variant_id),
  CONSTRAINT fk_stock_reservation_order FOREIGN KEY (order_id, placed_at) REFERENCES order_ref (order_id, placed_at),
  CONSTRAINT fk_stock_reservation_stock FOREIGN KEY (warehouse_id, variant_id) REFERENCES stock_level (warehouse_id, variant_id),
  CONSTRAINT chk_stock_reservation_quantity CHECK (quantity > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Pieces promised to lines of orders, by warehouse';
