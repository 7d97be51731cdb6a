import { valueAfter } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

/** What `schema apply` makes its databases with. */
const OURS = 'utf8mb4_uca1400_ai_ci';

/** A comparison of two collations cannot use an index, or is refused (1267). */
export const rule: LintRule = {
  id: 'other-collation',
  level: 'warn',
  fault: 'has another collation than its database',
  repair: 'ALTER TABLE … CONVERT TO CHARACTER SET … COLLATE …',
  inFile: ({ verb, name, options }) => {
    if (verb !== 'CREATE TABLE') return [];
    const collation = valueAfter(options, 'COLLATE');
    const charset = valueAfter(options, 'CHARSET') ?? valueAfter(options, 'CHARACTER', 'SET');
    const isOurs = (collation ?? OURS) === OURS && (charset ?? 'utf8mb4') === 'utf8mb4';
    return isOurs ? [] : [{ object: name, detail: collation ?? charset ?? '' }];
  },
  select: `
    SELECT t.table_schema AS db, t.table_name AS object,
           CONCAT(t.table_collation, ', database ', s.default_collation_name) AS detail
      FROM information_schema.tables AS t
      JOIN information_schema.schemata AS s ON s.schema_name = t.table_schema
     WHERE t.table_schema IN (:databases) AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
       AND t.table_collation <> s.default_collation_name`,
};
