import type { LintRule } from '../lint-rule.ts';

/** Every write keeps it, and every query can use the longer one. A unique index is a rule of its own, so it is never redundant. */
export const rule: LintRule = {
  id: 'redundant-index',
  level: 'warn',
  fault: 'is the beginning of another index',
  repair: 'ALTER TABLE … DROP INDEX …',
  select: `
    WITH indexes AS (
      SELECT table_schema, table_name, index_name, non_unique, index_type,
             GROUP_CONCAT(CONCAT(column_name, '(', COALESCE(sub_part, ''), ')', COALESCE(collation, '')) ORDER BY seq_in_index) AS columns
        FROM information_schema.statistics
       WHERE table_schema IN (:databases)
       GROUP BY table_schema, table_name, index_name, non_unique, index_type)
    SELECT i.table_schema AS db, CONCAT(i.table_name, '.', i.index_name) AS object,
           CONCAT('begins ', MIN(o.index_name)) AS detail
      FROM indexes AS i
      JOIN indexes AS o
        ON o.table_schema = i.table_schema AND o.table_name = i.table_name AND o.index_name <> i.index_name
       AND o.index_type = i.index_type AND i.index_type = 'BTREE'
       AND (LEFT(o.columns, CHAR_LENGTH(i.columns) + 1) = CONCAT(i.columns, ',')
            OR (o.columns = i.columns AND (o.non_unique = 0 OR o.index_name < i.index_name)))
     WHERE i.non_unique = 1
     GROUP BY i.table_schema, i.table_name, i.index_name`,
};
