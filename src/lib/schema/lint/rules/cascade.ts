import { hasWords, plainName } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

const ACTS = ['DELETE', 'UPDATE'].flatMap((event) =>
  [['CASCADE'], ['SET', 'NULL'], ['SET', 'DEFAULT']].map((act) => ['ON', event, ...act]),
);

/** What a foreign key deletes or sets to NULL fires no trigger and is not in the binary log (docs/decisions/0002). */
export const rule: LintRule = {
  id: 'cascade',
  level: 'error',
  fault: 'changes rows of its table by itself',
  repair: 'use RESTRICT, and delete the children first',
  inFile: ({ verb, name, lexemes, items }) => {
    if (!verb.endsWith(' TABLE')) return [];
    return (items.length === 0 ? [lexemes] : items).flatMap((item) => {
      const act = ACTS.find((words) => hasWords(item, ...words));
      if (act === undefined) return [];
      const named = item.findIndex(({ word }) => word === 'CONSTRAINT');
      const key = plainName(item[named < 0 ? 0 : named + 1]);
      return [{ object: `${name}.${key}`, detail: act.join(' ') }];
    });
  },
  select: `
    SELECT constraint_schema AS db, CONCAT(table_name, '.', constraint_name) AS object,
           CONCAT('ON DELETE ', delete_rule, ' ON UPDATE ', update_rule) AS detail
      FROM information_schema.referential_constraints
     WHERE constraint_schema IN (:databases)
       AND (delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR update_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT'))`,
};
