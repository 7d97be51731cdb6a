-- aether: database=meta
-- How the partitions of every table with a policy roll: how many months are made beyond the present one, and whether rows
-- have come too late into pmax, by the statistics of the table. unknown: the table has no partitions.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW partition_health AS
SELECT p.table_name, p.policy_group, s.partitions, s.made_until, TIMESTAMPDIFF(MONTH, UTC_DATE(), s.made_until) AS months_ahead,
       p.premake_months, s.late_rows,
       CASE
         WHEN s.table_name IS NULL THEN 'unknown'
         WHEN s.late_rows > 0 THEN 'late rows'
         WHEN COALESCE(TIMESTAMPDIFF(MONTH, UTC_DATE(), s.made_until), 0) < p.premake_months THEN 'too few months'
         ELSE 'ok'
       END AS state
  FROM partition_policy AS p
  LEFT JOIN (
    SELECT i.table_name, COUNT(*) AS partitions,
           MAX(IF(i.partition_description = 'MAXVALUE', NULL, CAST(TRIM(BOTH '''' FROM i.partition_description) AS DATE))) AS made_until,
           SUM(IF(i.partition_description = 'MAXVALUE', i.table_rows, 0)) AS late_rows
      FROM information_schema.partitions AS i
     WHERE i.table_schema = '{data}' AND i.partition_name IS NOT NULL
     GROUP BY i.table_name
  ) AS s ON s.table_name = p.table_name COLLATE utf8mb4_general_ci;
