-- aether: database=data

CREATE TABLE return_reason (
  reason_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description VARCHAR(200) NOT NULL,
  PRIMARY KEY (reason_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Why goods come back';

INSERT INTO return_reason (reason_code, description) VALUES
  ('damaged', 'Arrived damaged'),
  ('defective', 'Does not work'),
  ('wrong_item', 'Not what was ordered'),
  ('not_as_described', 'Not as described'),
  ('arrived_late', 'Came too late'),
  ('unwanted', 'No longer wanted'),
  ('other', 'Another reason');

CREATE TABLE return_request (
  return_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  return_no    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id     BIGINT UNSIGNED NOT NULL,
  placed_at    DATETIME(6) NOT NULL COMMENT 'Of the order',
  status       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'requested',
  requested_at DATETIME(6) NOT NULL,
  closed_at    DATETIME(6) NULL COMMENT 'When it was rejected or paid back',
  PRIMARY KEY (return_id),
  UNIQUE KEY uq_return_no (return_no),
  KEY ix_return_request_order (order_id, placed_at),
  CONSTRAINT fk_return_request_order FOREIGN KEY (order_id, placed_at) REFERENCES order_ref (order_id, placed_at),
  CONSTRAINT chk_return_request_status CHECK (status IN ('requested', 'received', 'rejected', 'refunded'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Wishes to give goods back';

CREATE TABLE return_item (
  return_id    BIGINT UNSIGNED NOT NULL,
  line_no      SMALLINT UNSIGNED NOT NULL COMMENT 'Line of the return''s order; checked by a trigger, as order_item is partitioned',
  reason_code  VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity     INT UNSIGNED NOT NULL DEFAULT 1,
  is_restocked BOOLEAN NULL COMMENT 'NULL: not looked at yet',
  PRIMARY KEY (return_id, line_no),
  KEY ix_return_item_reason (reason_code),
  CONSTRAINT fk_return_item_return FOREIGN KEY (return_id) REFERENCES return_request (return_id),
  CONSTRAINT fk_return_item_reason FOREIGN KEY (reason_code) REFERENCES return_reason (reason_code),
  CONSTRAINT chk_return_item_quantity CHECK (quantity > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What comes back, and why';
