-- aether: database=data

-- A postcode has many points and a point may be known under several spellings of its place, so the whole row is the
-- key. The spellings are compared byte by byte ("sao paulo" is not "são paulo" here): this table records what was
-- measured, and judges nothing. Addresses do not refer to it, because real addresses use postcodes that it lacks.
CREATE TABLE postcode_point (
  postcode_point_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  country_code      CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  postcode          VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Text, with its leading zeros',
  latitude          DECIMAL(10, 8) NOT NULL COMMENT 'Degrees north, WGS 84; the eighth decimal is about 1 mm',
  longitude         DECIMAL(11, 8) NOT NULL COMMENT 'Degrees east, WGS 84',
  place_name        VARCHAR(120) COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'City as the source spells it',
  region_code       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ISO 3166-2 without the country: SP',
  PRIMARY KEY (postcode_point_id),
  UNIQUE KEY uq_postcode_point (country_code, postcode, latitude, longitude, place_name, region_code),
  CONSTRAINT fk_postcode_point_country FOREIGN KEY (country_code) REFERENCES country (country_code),
  CONSTRAINT chk_postcode_point_latitude CHECK (latitude BETWEEN -90 AND 90),
  CONSTRAINT chk_postcode_point_longitude CHECK (longitude BETWEEN -180 AND 180)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Places and coordinates observed for a postcode';
