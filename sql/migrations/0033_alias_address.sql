-- aether: database=data

-- Sources that give a person a new number with every order give an address with it. An order that comes in a later file
-- than its customer, or is worked through again, finds here where it went: staging has forgotten it by then.
ALTER TABLE customer_alias
  ADD COLUMN address_id BIGINT UNSIGNED NULL COMMENT 'The address that came with the number',
  ADD KEY ix_customer_alias_address (address_id),
  ADD CONSTRAINT fk_customer_alias_address FOREIGN KEY (address_id) REFERENCES address (address_id);
