-- aether: database=meta
-- The first day that no partition of a table of the data database covers, pmax left out; NULL: it has no such partition.
-- A function, as Galera refuses a view that reads information_schema (4165, STRICT_REPLICATION).

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION partition_made_until(
  wanted_table VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci
) RETURNS DATE READS SQL DATA
RETURN (
  SELECT MAX(CAST(TRIM(BOTH '''' FROM i.partition_description) AS DATE)) FROM information_schema.partitions AS i
   WHERE i.table_schema = '{data}' AND i.table_name = wanted_table AND i.partition_description <> 'MAXVALUE'
);
