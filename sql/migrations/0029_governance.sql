-- aether: database=meta

CREATE TABLE pii_column (
  database_role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'data, meta, stage or archive: their names differ by environment',
  table_name    VARCHAR(64) NOT NULL,
  column_name   VARCHAR(64) NOT NULL,
  pii_class     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mask          VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What people without the right to see it get',
  PRIMARY KEY (database_role, table_name, column_name),
  CONSTRAINT chk_pii_column_database CHECK (database_role IN ('data', 'meta', 'stage', 'archive')),
  CONSTRAINT chk_pii_column_class CHECK (pii_class IN ('name', 'birth', 'email', 'phone', 'address', 'network', 'free_text', 'payload')),
  CONSTRAINT chk_pii_column_mask CHECK (mask IN ('null', 'initial', 'year', 'email', 'phone', 'postcode', 'network'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Columns that hold personal data; what masking, erasure, audit and lineage go by';

-- Free text and payloads count as personal: customers do write telephone numbers into reviews.
INSERT INTO pii_column (database_role, table_name, column_name, pii_class, mask) VALUES
  ('data', 'address', 'recipient_name', 'name', 'initial'),
  ('data', 'address', 'line1', 'address', 'null'),
  ('data', 'address', 'line2', 'address', 'null'),
  ('data', 'address', 'district', 'address', 'null'),
  ('data', 'address', 'postcode', 'address', 'postcode'),
  ('data', 'customer', 'given_name', 'name', 'initial'),
  ('data', 'customer', 'family_name', 'name', 'initial'),
  ('data', 'customer', 'birth_date', 'birth', 'year'),
  ('data', 'customer_email', 'email', 'email', 'email'),
  ('data', 'customer_email', 'email_norm', 'email', 'email'),
  ('data', 'customer_phone', 'phone', 'phone', 'phone'),
  ('data', 'payment_event', 'detail', 'payload', 'null'),
  ('data', 'refund', 'reason', 'free_text', 'null'),
  ('data', 'review', 'title', 'free_text', 'null'),
  ('data', 'review', 'body', 'free_text', 'null'),
  ('data', 'web_session', 'ip_address', 'network', 'network'),
  ('data', 'web_session', 'user_agent', 'network', 'null'),
  ('data', 'web_session', 'landing_url', 'payload', 'null'),
  ('data', 'web_session', 'referrer_url', 'payload', 'null'),
  ('data', 'web_session', 'attributes', 'payload', 'null'),
  ('data', 'audit_event', 'row_before', 'payload', 'null'),
  ('data', 'audit_event', 'row_after', 'payload', 'null'),
  ('meta', 'ingest_reject', 'raw', 'payload', 'null');

CREATE TABLE glossary_term (
  term       VARCHAR(64) NOT NULL,
  definition VARCHAR(2000) NOT NULL,
  steward    VARCHAR(255) NULL COMMENT 'Who answers for it',
  PRIMARY KEY (term)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Words of the business, and what they mean here';

INSERT INTO glossary_term (term, definition) VALUES
  ('anchor', 'The row of order_ref: the unpartitioned part of an order, which identifies it and takes all references.'),
  ('channel', 'A way to sell: web shop, mobile app, partner store.'),
  ('customer', 'A person who buys, whatever number a source gives that person with each order.'),
  ('natural key', 'The number under which the world outside knows a row; loading it again finds the same row.'),
  ('order', 'What one customer asked for at one moment through one channel; it may hold lines of several sellers.'),
  ('order total', 'The sum of line_total over the lines of an order. It is computed, never stored.'),
  ('product', 'What is described, reviewed and searched; sold in one or more variants.'),
  ('seller', 'A supplier that sells on the marketplace under its own name.'),
  ('variant', 'What is stocked, priced and sold: one size and colour of a product.');
