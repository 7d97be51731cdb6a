-- aether: database=data

CREATE TABLE order_status (
  status_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description VARCHAR(200) NOT NULL,
  is_initial  BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'A new order may start here',
  PRIMARY KEY (status_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='States of an order. Never deleted: orders refer to them without a foreign key';

INSERT INTO order_status (status_code, description, is_initial) VALUES
  ('created', 'Placed, not paid yet', TRUE),
  ('approved', 'The payment is approved', FALSE),
  ('processing', 'The seller prepares it', FALSE),
  ('invoiced', 'The invoice is issued', FALSE),
  ('shipped', 'Handed over to the carrier', FALSE),
  ('delivered', 'The customer has it', FALSE),
  ('canceled', 'Called off', FALSE),
  ('unavailable', 'Cannot be delivered', FALSE);

CREATE TABLE order_status_transition (
  from_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_status   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (from_status, to_status),
  KEY ix_order_status_transition_to (to_status),
  CONSTRAINT fk_order_status_transition_from FOREIGN KEY (from_status) REFERENCES order_status (status_code),
  CONSTRAINT fk_order_status_transition_to FOREIGN KEY (to_status) REFERENCES order_status (status_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='The steps that an order may take; a state without a row here is final';

-- Some sellers write the invoice before they pack, others after; a parcel lost on its way ends as canceled.
INSERT INTO order_status_transition (from_status, to_status) VALUES
  ('created', 'approved'), ('created', 'canceled'), ('created', 'unavailable'),
  ('approved', 'processing'), ('approved', 'invoiced'), ('approved', 'canceled'), ('approved', 'unavailable'),
  ('processing', 'invoiced'), ('processing', 'shipped'), ('processing', 'canceled'), ('processing', 'unavailable'),
  ('invoiced', 'processing'), ('invoiced', 'shipped'), ('invoiced', 'canceled'), ('invoiced', 'unavailable'),
  ('shipped', 'delivered'), ('shipped', 'canceled');

-- The anchor of an order: narrow and unpartitioned. `orders` and its lines are partitioned by month, and a partitioned
-- table can neither have nor be the target of a foreign key, nor keep order_no unique. So what identifies an order lives
-- here, every foreign key points here, and the partitioned children write `fence` whenever they are added or removed:
-- a write is what Galera compares between nodes, a mere look is not (docs/decisions/0002-integrity-classes.md).
-- Insert this row first; it hands out the order_id.
CREATE TABLE order_ref (
  order_id      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  order_no      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  placed_at     DATETIME(6) NOT NULL COMMENT 'UTC. Never changes: it says in which partition the order lies',
  customer_id   BIGINT UNSIGNED NOT NULL,
  channel_id    SMALLINT UNSIGNED NOT NULL,
  store_id      BIGINT UNSIGNED NULL COMMENT 'Of sales in a store, one of the same channel',
  currency_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Of every amount of its lines',
  fence         INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'Counts writes to the partitioned children; the value means nothing',
  archived_at   DATETIME(6) NULL COMMENT 'When its partitions left for the archive; from then on nothing can be added',
  -- References carry placed_at along and point to the primary key: on Galera no other composite key is safe for them.
  PRIMARY KEY (order_id, placed_at),
  UNIQUE KEY uq_order_ref_id (order_id),
  UNIQUE KEY uq_order_ref_no (order_no),
  KEY ix_order_ref_placed_at (placed_at),
  KEY ix_order_ref_customer (customer_id, placed_at),
  KEY ix_order_ref_channel (channel_id, placed_at),
  KEY ix_order_ref_store (store_id, channel_id),
  KEY ix_order_ref_currency (currency_code),
  CONSTRAINT fk_order_ref_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id),
  CONSTRAINT fk_order_ref_channel FOREIGN KEY (channel_id) REFERENCES channel (channel_id),
  CONSTRAINT fk_order_ref_store FOREIGN KEY (store_id, channel_id) REFERENCES store (store_id, channel_id),
  CONSTRAINT fk_order_ref_currency FOREIGN KEY (currency_code) REFERENCES currency (currency_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What identifies an order; target of all references to it';
