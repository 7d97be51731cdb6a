-- aether: database=data

CREATE TABLE carrier (
  carrier_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  carrier_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name       VARCHAR(200) NOT NULL,
  PRIMARY KEY (carrier_id),
  UNIQUE KEY uq_carrier_no (carrier_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Who carries parcels';

INSERT INTO carrier (carrier_no, name) VALUES ('unknown', 'Not told by the source');

-- The times of a parcel are kept here and not only in order_status_event, because an order may travel in several
-- parcels: it counts as delivered with the last of them.
CREATE TABLE shipment (
  shipment_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  shipment_no    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id       BIGINT UNSIGNED NOT NULL,
  placed_at      DATETIME(6) NOT NULL COMMENT 'Of the order',
  carrier_id     BIGINT UNSIGNED NOT NULL,
  warehouse_id   BIGINT UNSIGNED NULL COMMENT 'NULL: the seller ships it',
  tracking_no    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  handed_over_at DATETIME(6) NULL COMMENT 'When the carrier got it',
  delivered_at   DATETIME(6) NULL COMMENT 'When the customer got it; sources exist where this is before the hand-over',
  PRIMARY KEY (shipment_id),
  UNIQUE KEY uq_shipment_no (shipment_no),
  KEY ix_shipment_order (order_id, placed_at),
  KEY ix_shipment_carrier (carrier_id, tracking_no),
  KEY ix_shipment_warehouse (warehouse_id),
  CONSTRAINT fk_shipment_order FOREIGN KEY (order_id, placed_at) REFERENCES order_ref (order_id, placed_at),
  CONSTRAINT fk_shipment_carrier FOREIGN KEY (carrier_id) REFERENCES carrier (carrier_id),
  CONSTRAINT fk_shipment_warehouse FOREIGN KEY (warehouse_id) REFERENCES warehouse (warehouse_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Parcels';

CREATE TABLE shipment_item (
  shipment_id BIGINT UNSIGNED NOT NULL,
  line_no     SMALLINT UNSIGNED NOT NULL COMMENT 'Line of the shipment''s order; checked by a trigger, as order_item is partitioned',
  quantity    INT UNSIGNED NOT NULL DEFAULT 1,
  PRIMARY KEY (shipment_id, line_no),
  CONSTRAINT fk_shipment_item_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (shipment_id),
  CONSTRAINT chk_shipment_item_quantity CHECK (quantity > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What a parcel holds';
