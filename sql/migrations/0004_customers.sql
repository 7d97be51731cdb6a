-- aether: database=data

-- A customer is never deleted: orders must stay explainable. Erasing a person (GDPR) empties the personal columns here
-- and deletes the rows of the tables below. For the same reason the table has no system versioning: its history would
-- keep what the erasure promised to remove.
CREATE TABLE customer (
  customer_id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_no           VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The person, not the log-in',
  given_name            VARCHAR(100) NULL,
  family_name           VARCHAR(100) NULL,
  birth_date            DATE NULL,
  language_code         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Preferred language',
  registered_channel_id SMALLINT UNSIGNED NULL,
  registered_at         DATETIME(6) NULL COMMENT 'NULL: the source does not tell',
  status                VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  erased_at             DATETIME(6) NULL COMMENT 'When the personal data was removed',
  PRIMARY KEY (customer_id),
  UNIQUE KEY uq_customer_no (customer_no),
  KEY ix_customer_language (language_code),
  KEY ix_customer_channel (registered_channel_id),
  CONSTRAINT fk_customer_language FOREIGN KEY (language_code) REFERENCES language (language_code),
  CONSTRAINT fk_customer_channel FOREIGN KEY (registered_channel_id) REFERENCES channel (channel_id),
  CONSTRAINT chk_customer_status CHECK (status IN ('active', 'blocked', 'erased')),
  CONSTRAINT chk_customer_erased CHECK ((status = 'erased') = (erased_at IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='People who buy';

-- Some sources give a person a new number with every order. Staging forgets; a late order needs this to find its person.
CREATE TABLE customer_alias (
  alias_no    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Another number of the same person',
  customer_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (alias_no),
  KEY ix_customer_alias_customer (customer_id),
  CONSTRAINT fk_customer_alias_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Further numbers under which sources know a customer';

CREATE TABLE customer_address (
  customer_id BIGINT UNSIGNED NOT NULL,
  address_id  BIGINT UNSIGNED NOT NULL,
  role        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_default  BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'Offered first for this role',
  PRIMARY KEY (customer_id, address_id, role),
  KEY ix_customer_address_address (address_id),
  CONSTRAINT fk_customer_address_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id),
  CONSTRAINT fk_customer_address_address FOREIGN KEY (address_id) REFERENCES address (address_id),
  CONSTRAINT chk_customer_address_role CHECK (role IN ('shipping', 'billing'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='The address book of a customer';

CREATE TABLE customer_email (
  customer_email_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id       BIGINT UNSIGNED NOT NULL,
  email             VARCHAR(254) NOT NULL COMMENT 'As the customer typed it; 254 is the limit of RFC 5321',
  -- Binary after folding: an accent makes another mailbox, a capital does not.
  email_norm        VARCHAR(254) COLLATE utf8mb4_nopad_bin AS (LOWER(TRIM(email))) VIRTUAL,
  is_primary        BOOLEAN NOT NULL DEFAULT FALSE,
  verified_at       DATETIME(6) NULL,
  PRIMARY KEY (customer_email_id),
  UNIQUE KEY uq_customer_email_norm (email_norm),
  KEY ix_customer_email_customer (customer_id),
  CONSTRAINT fk_customer_email_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='E-mail addresses; one belongs to one customer only';

CREATE TABLE customer_phone (
  customer_phone_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id       BIGINT UNSIGNED NOT NULL,
  phone             VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'E.164: +551140028922',
  kind              VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'mobile',
  verified_at       DATETIME(6) NULL,
  PRIMARY KEY (customer_phone_id),
  UNIQUE KEY uq_customer_phone (customer_id, phone),
  KEY ix_customer_phone_phone (phone),
  CONSTRAINT fk_customer_phone_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id),
  CONSTRAINT chk_customer_phone_e164 CHECK (phone REGEXP '^[+][1-9][0-9]{1,14}$'),
  CONSTRAINT chk_customer_phone_kind CHECK (kind IN ('mobile', 'home', 'work'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Telephone numbers; a family may share one';

CREATE TABLE consent_purpose (
  purpose_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description  VARCHAR(500) NOT NULL COMMENT 'What the customer agrees to',
  PRIMARY KEY (purpose_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Uses of personal data that need a yes';

INSERT INTO consent_purpose (purpose_code, description) VALUES
  ('marketing_email', 'Offers by e-mail'),
  ('marketing_phone', 'Offers by telephone or text message'),
  ('personalisation', 'Recommendations made from earlier purchases and clicks'),
  ('analytics', 'Web sessions are kept with the customer''s identity');

-- Only ever added to: the newest row of a purpose is what holds, and the older ones prove what held when.
CREATE TABLE customer_consent (
  customer_consent_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id         BIGINT UNSIGNED NOT NULL,
  purpose_code        VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_granted          BOOLEAN NOT NULL COMMENT 'FALSE: refused or withdrawn',
  channel_id          SMALLINT UNSIGNED NULL COMMENT 'Where it was said',
  recorded_at         DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (customer_consent_id),
  UNIQUE KEY uq_customer_consent (customer_id, purpose_code, recorded_at),
  KEY ix_customer_consent_purpose (purpose_code),
  KEY ix_customer_consent_channel (channel_id),
  CONSTRAINT fk_customer_consent_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id),
  CONSTRAINT fk_customer_consent_purpose FOREIGN KEY (purpose_code) REFERENCES consent_purpose (purpose_code),
  CONSTRAINT fk_customer_consent_channel FOREIGN KEY (channel_id) REFERENCES channel (channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Every yes and no to a use of personal data';
