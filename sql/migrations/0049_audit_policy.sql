-- aether: database=meta
-- Which tables are audited where the environment file has a section "audit". Without the section no table is.

CREATE TABLE audit_policy (
  table_name VARCHAR(45) NOT NULL COMMENT 'In the data database; the names of its triggers are longer by 19',
  reason     VARCHAR(200) NOT NULL COMMENT 'Why somebody will ask who changed it',
  PRIMARY KEY (table_name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Tables that are audited, row by row';

-- Left out by intent: stock_movement, order_status_event and payment_event, which are added to and never changed, and so are
-- logs themselves; category_closure, which a trigger derives from category; what only describes a product.
INSERT INTO audit_policy (table_name, reason) VALUES
  ('customer', 'personal data'),
  ('customer_email', 'personal data'),
  ('customer_phone', 'personal data'),
  ('customer_consent', 'what a customer agreed to'),
  ('price', 'money'),
  ('promotion', 'money'),
  ('coupon', 'money'),
  ('orders', 'the state of an order'),
  ('payment', 'money'),
  ('refund', 'money'),
  ('return_request', 'money that goes back');

CREATE TABLE audit_exclusion (
  table_name  VARCHAR(64) NOT NULL,
  column_name VARCHAR(64) NOT NULL,
  reason      VARCHAR(200) NOT NULL,
  PRIMARY KEY (table_name, column_name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Columns whose changes are not audited. Generated columns never are: they follow others';

INSERT INTO audit_exclusion (table_name, column_name, reason) VALUES
  ('order_ref', 'fence', 'triggers count it up to lock the row; it says nothing about the order');
