-- aether: database=data
-- Unpartitioned children of an order carry its whole key (order_id, placed_at): the foreign key keeps the pair true, and
-- a join from here to the order's lines opens one partition only.

CREATE TABLE payment_method (
  method_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description VARCHAR(200) NOT NULL,
  PRIMARY KEY (method_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Ways to pay';

INSERT INTO payment_method (method_code, description) VALUES
  ('credit_card', 'Credit card, perhaps in instalments'),
  ('debit_card', 'Debit card'),
  ('boleto', 'Brazilian bank slip'),
  ('voucher', 'Voucher or gift card; an order may use many'),
  ('bank_transfer', 'Bank transfer'),
  ('wallet', 'Electronic wallet'),
  ('cash', 'Cash at the till'),
  ('not_defined', 'The source does not tell');

CREATE TABLE payment (
  payment_id      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  idempotency_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
                  COMMENT 'Chosen by who asks for the payment; asking twice with one key pays once',
  order_id        BIGINT UNSIGNED NOT NULL,
  placed_at       DATETIME(6) NOT NULL COMMENT 'Of the order',
  payment_seq     SMALLINT UNSIGNED NOT NULL COMMENT 'An order may be paid in several ways',
  method_code     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  installments    SMALLINT UNSIGNED NOT NULL DEFAULT 1,
  amount          DECIMAL(12, 2) NOT NULL COMMENT '0.00 occurs: a voucher that covers nothing more',
  currency_code   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What the customer pays in; need not be that of the order',
  created_at      DATETIME(6) NULL COMMENT 'NULL: the source does not tell',
  PRIMARY KEY (payment_id),
  UNIQUE KEY uq_payment_idempotency (idempotency_key),
  UNIQUE KEY uq_payment_seq (order_id, placed_at, payment_seq),
  KEY ix_payment_method (method_code),
  KEY ix_payment_currency (currency_code),
  CONSTRAINT fk_payment_order FOREIGN KEY (order_id, placed_at) REFERENCES order_ref (order_id, placed_at),
  CONSTRAINT fk_payment_method FOREIGN KEY (method_code) REFERENCES payment_method (method_code),
  CONSTRAINT fk_payment_currency FOREIGN KEY (currency_code) REFERENCES currency (currency_code),
  CONSTRAINT chk_payment_amount CHECK (amount >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Payments of orders';

CREATE TABLE payment_event (
  payment_event_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  event_no         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Key of the provider, who may send one event twice',
  payment_id       BIGINT UNSIGNED NOT NULL,
  kind             VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  occurred_at      DATETIME(6) NOT NULL,
  detail           JSON NULL COMMENT 'Message of the provider, without card data',
  PRIMARY KEY (payment_event_id),
  UNIQUE KEY uq_payment_event_no (event_no),
  KEY ix_payment_event_payment (payment_id, occurred_at),
  CONSTRAINT fk_payment_event_payment FOREIGN KEY (payment_id) REFERENCES payment (payment_id),
  CONSTRAINT chk_payment_event_kind CHECK (kind IN ('authorised', 'captured', 'declined', 'voided', 'charged_back'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='What the payment provider reported; the newest says how a payment stands';

CREATE TABLE refund (
  refund_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  refund_no    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Asking twice with one number refunds once',
  payment_id   BIGINT UNSIGNED NOT NULL,
  amount       DECIMAL(12, 2) NOT NULL COMMENT 'In the currency of the payment',
  reason       VARCHAR(500) NULL,
  requested_at DATETIME(6) NOT NULL,
  settled_at   DATETIME(6) NULL COMMENT 'When the money went back',
  PRIMARY KEY (refund_id),
  UNIQUE KEY uq_refund_no (refund_no),
  KEY ix_refund_payment (payment_id),
  CONSTRAINT fk_refund_payment FOREIGN KEY (payment_id) REFERENCES payment (payment_id),
  CONSTRAINT chk_refund_amount CHECK (amount > 0),
  CONSTRAINT chk_refund_settled CHECK (settled_at >= requested_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Money given back';
