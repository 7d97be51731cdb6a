import type { LintRule } from '../lint-rule.ts';

/** On Galera only a foreign key to a whole primary key keeps two members from breaking it at once (docs/decisions/0002). */
export const rule: LintRule = {
  id: 'foreign-key-target',
  level: 'error',
  fault: 'does not refer to a whole primary key',
  repair: 'refer to every column of the primary key, in its order',
  select: `
    SELECT f.constraint_schema AS db, CONCAT(f.table_name, '.', f.constraint_name) AS object,
           CONCAT('refers to ', f.target, ' (', f.columns, ')') AS detail
      FROM (
        SELECT k.constraint_schema, k.table_name, k.constraint_name, k.referenced_table_schema AS target_schema,
               k.referenced_table_name AS target,
               GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position) AS columns
          FROM information_schema.key_column_usage AS k
         WHERE k.constraint_schema IN (:databases) AND k.referenced_table_name IS NOT NULL
         GROUP BY k.constraint_schema, k.table_name, k.constraint_name, target_schema, target) AS f
      LEFT JOIN (
        SELECT s.table_schema, s.table_name, GROUP_CONCAT(s.column_name ORDER BY s.seq_in_index) AS columns
          FROM information_schema.statistics AS s
         WHERE s.table_schema IN (:databases) AND s.index_name = 'PRIMARY'
         GROUP BY s.table_schema, s.table_name) AS p
        ON p.table_schema = f.target_schema AND p.table_name = f.target
     WHERE p.columns IS NULL OR p.columns <> f.columns`,
};
