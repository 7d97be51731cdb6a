-- aether: database=meta
-- How the partitions of every table with a policy roll: how many months are made beyond the present one, and whether rows
-- have come too late into pmax, by the statistics of the table. unknown: the table has no partitions.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW partition_health AS
SELECT p.table_name, p.policy_group, partition_made_until(p.table_name) AS made_until,
       TIMESTAMPDIFF(MONTH, LAST_DAY(UTC_DATE()) + INTERVAL 1 DAY, partition_made_until(p.table_name)) AS months_ahead, p.premake_months,
       partition_late_rows(p.table_name) AS late_rows,
       CASE
         WHEN partition_made_until(p.table_name) IS NULL THEN 'unknown'
         WHEN partition_late_rows(p.table_name) > 0 THEN 'late rows'
         WHEN TIMESTAMPDIFF(MONTH, LAST_DAY(UTC_DATE()) + INTERVAL 1 DAY, partition_made_until(p.table_name)) < p.premake_months THEN 'too few months'
         ELSE 'ok'
       END AS state
  FROM partition_policy AS p;
