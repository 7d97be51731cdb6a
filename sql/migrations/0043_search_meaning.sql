-- aether: database=data

-- A space of meaning that is trained on the catalogue itself: products whose words go together are near to each other,
-- also if they share none. A term has a direction in it, a product a vector (search_part, kind vectors).

ALTER TABLE search_term
  ADD COLUMN direction VARBINARY(2052) NULL COMMENT 'In the space of meaning: a scale as float32, then one signed byte for each dimension. NULL: not in the space';

ALTER TABLE search_index
  ADD COLUMN dimensions SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'Of the space of meaning; 0: none';
