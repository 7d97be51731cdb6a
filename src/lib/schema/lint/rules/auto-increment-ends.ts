import type { LintRule } from '../lint-rule.ts';

/** At the end of its type the next INSERT fails (167). Galera uses numbers faster: each member leaves gaps. */
export const rule: LintRule = {
  id: 'auto-increment-ends',
  level: 'error',
  fault: 'has used more than four fifths of its AUTO_INCREMENT',
  repair: 'ALTER TABLE … MODIFY … BIGINT UNSIGNED, before it ends',
  select: `
    SELECT c.table_schema AS db, CONCAT(c.table_name, '.', c.column_name) AS object,
           CONCAT('next is ', t.auto_increment, ', type ', c.column_type) AS detail
      FROM information_schema.columns AS c
      JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema IN (:databases) AND c.extra LIKE '%auto_increment%'
       AND t.auto_increment > 0.8 * (CASE c.data_type
             WHEN 'tinyint' THEN 127 WHEN 'smallint' THEN 32767 WHEN 'mediumint' THEN 8388607
             WHEN 'int' THEN 2147483647 ELSE 9223372036854775807 END) * IF(c.column_type LIKE '%unsigned%', 2, 1)`,
};
