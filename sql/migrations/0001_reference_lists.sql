-- aether: database=data
-- Lists that the rest refers to. Their codes are the keys: they are short, they never change, and a row that shows
-- `BRL` or `web` needs no join to be read.

CREATE TABLE currency (
  currency_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ISO 4217',
  name          VARCHAR(64) NOT NULL,
  minor_digits  TINYINT UNSIGNED NOT NULL DEFAULT 2 COMMENT 'Digits after the point that the currency really has',
  PRIMARY KEY (currency_code),
  CONSTRAINT chk_currency_minor_digits CHECK (minor_digits <= 2)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Currencies that prices and payments may have';

INSERT INTO currency (currency_code, name, minor_digits) VALUES
  ('BRL', 'Brazilian real', 2),
  ('CHF', 'Swiss franc', 2),
  ('EUR', 'Euro', 2),
  ('GBP', 'Pound sterling', 2),
  ('INR', 'Indian rupee', 2),
  ('JPY', 'Yen', 0),
  ('MXN', 'Mexican peso', 2),
  ('USD', 'US dollar', 2);

CREATE TABLE country (
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ISO 3166-1 alpha-2',
  name         VARCHAR(64) NOT NULL,
  PRIMARY KEY (country_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Countries that an address may lie in';

INSERT INTO country (country_code, name) VALUES
  ('AR', 'Argentina'), ('AT', 'Austria'), ('AU', 'Australia'), ('BE', 'Belgium'), ('BR', 'Brazil'),
  ('CA', 'Canada'), ('CH', 'Switzerland'), ('CL', 'Chile'), ('DE', 'Germany'), ('DK', 'Denmark'),
  ('ES', 'Spain'), ('FI', 'Finland'), ('FR', 'France'), ('GB', 'United Kingdom'), ('IE', 'Ireland'),
  ('IN', 'India'), ('IT', 'Italy'), ('JP', 'Japan'), ('LU', 'Luxembourg'), ('MX', 'Mexico'),
  ('NL', 'Netherlands'), ('NO', 'Norway'), ('PL', 'Poland'), ('PT', 'Portugal'), ('PY', 'Paraguay'),
  ('SE', 'Sweden'), ('US', 'United States of America'), ('UY', 'Uruguay');

CREATE TABLE language (
  language_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'BCP 47: pt-BR, en',
  name          VARCHAR(64) NOT NULL,
  PRIMARY KEY (language_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Languages of translated texts and of customers';

INSERT INTO language (language_code, name) VALUES
  ('de', 'German'), ('en', 'English'), ('es', 'Spanish'), ('fr', 'French'), ('it', 'Italian'), ('nl', 'Dutch'),
  ('pt-BR', 'Portuguese (Brazil)');

CREATE TABLE channel (
  channel_id   SMALLINT UNSIGNED NOT NULL,
  channel_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(64) NOT NULL,
  PRIMARY KEY (channel_id),
  UNIQUE KEY uq_channel_code (channel_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Ways to sell; a two-byte id, as every order, price and session carries one';

INSERT INTO channel (channel_id, channel_code, name) VALUES
  (1, 'web', 'Web shop'),
  (2, 'mobile', 'Mobile app'),
  (3, 'retail', 'Partner store');
