import { hasWords } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

/** Galera applies rows by their primary key; without one a DELETE fails and members part (MariaDB manual, Galera limitations). */
export const rule: LintRule = {
  id: 'no-primary-key',
  level: 'error',
  fault: 'has no primary key',
  repair: 'ALTER TABLE … ADD PRIMARY KEY (…)',
  inFile: ({ verb, name, items }) =>
    verb !== 'CREATE TABLE' || items.length === 0 || items.some((item) => hasWords(item, 'PRIMARY', 'KEY'))
      ? []
      : [{ object: name, detail: 'CREATE TABLE' }],
  select: `
    SELECT t.table_schema AS db, t.table_name AS object, t.engine AS detail
      FROM information_schema.tables AS t
     WHERE t.table_schema IN (:databases) AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
       AND NOT EXISTS (
         SELECT 1 FROM information_schema.statistics AS s
          WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name AND s.index_name = 'PRIMARY')`,
};
