-- aether: database=data

-- A search keeps the vectors of the live space in a file, and must see whether they are still the same: counting the rows
-- of a space reads all of its vectors. On MariaDB 11.8 a space also has a table with a vector index, which is registered
-- here once it is complete.
ALTER TABLE embedding_space
  ADD COLUMN revision BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'Grows with every change of the vectors of its products',
  ADD COLUMN vector_table VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Its table with a vector index, product_vec_s and its number; NULL: none, or not complete yet';
