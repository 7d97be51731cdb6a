import type { LintRule } from '../lint-rule.ts';

/** What a foreign key deletes or sets to NULL fires no trigger and is not in the binary log (docs/decisions/0002). */
export const rule: LintRule = {
  id: 'cascade',
  level: 'error',
  fault: 'changes rows of its table by itself',
  repair: 'use RESTRICT, and delete the children first',
  select: `
    SELECT constraint_schema AS db, CONCAT(table_name, '.', constraint_name) AS object,
           CONCAT('ON DELETE ', delete_rule, ' ON UPDATE ', update_rule) AS detail
      FROM information_schema.referential_constraints
     WHERE constraint_schema IN (:databases)
       AND (delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR update_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT'))`,
};
