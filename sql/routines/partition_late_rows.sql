-- aether: database=meta
-- How many rows came too late for the partitions of a table of the data database and are in pmax, by its statistics.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION partition_late_rows(
  wanted_table VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci
) RETURNS BIGINT UNSIGNED READS SQL DATA
RETURN (
  SELECT SUM(i.table_rows) FROM information_schema.partitions AS i
   WHERE i.table_schema = '{data}' AND i.table_name = wanted_table AND i.partition_description = 'MAXVALUE'
);
