import { plainName } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

const MONEY = /amount|price|total|cost|fee|tax|discount|balance/i;

/** 0.1 + 0.2 is not 0.3 in binary: sums of money differ by cents. */
export const rule: LintRule = {
  id: 'float-money',
  level: 'error',
  fault: 'keeps money as a binary float',
  repair: 'ALTER TABLE … MODIFY … DECIMAL(12, 2)',
  inFile: ({ name, items }) =>
    items.flatMap(([column, type]) =>
      /^(?:FLOAT|DOUBLE|REAL)$/.test(type?.word ?? '') && MONEY.test(plainName(column))
        ? [{ object: `${name}.${plainName(column)}`, detail: type?.text.toLowerCase() ?? '' }]
        : [],
    ),
  select: `
    SELECT table_schema AS db, CONCAT(table_name, '.', column_name) AS object, column_type AS detail
      FROM information_schema.columns
     WHERE table_schema IN (:databases) AND data_type IN ('float', 'double')
       AND column_name REGEXP '(?i)(amount|price|total|cost|fee|tax|discount|balance)'`,
};
