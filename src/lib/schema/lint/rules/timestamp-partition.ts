import { plainName } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

/** A TIMESTAMP cannot be a RANGE COLUMNS key, and by UNIX_TIMESTAMP() no join and no function of it is pruned. */
export const rule: LintRule = {
  id: 'timestamp-partition',
  level: 'warn',
  fault: 'is partitioned by a TIMESTAMP',
  repair: 'use a DATETIME(6) in UTC and RANGE COLUMNS',
  inFile: ({ name, items, options }) => {
    const at = options.findIndex(
      ({ word }, index) => word === 'PARTITION' && options[index + 1]?.word === 'BY',
    );
    const end = options.findIndex(({ text }, index) => index > at && text === ')');
    const by = new Set(at < 0 ? [] : options.slice(at, end + 1).map((lexeme) => plainName(lexeme)));
    return items.flatMap(([column, type]) =>
      type?.word === 'TIMESTAMP' && by.has(plainName(column))
        ? [{ object: name, detail: plainName(column) }]
        : [],
    );
  },
  select: `
    SELECT DISTINCT p.table_schema AS db, p.table_name AS object, p.partition_expression AS detail
      FROM information_schema.partitions AS p
      JOIN information_schema.columns AS c
        ON c.table_schema = p.table_schema AND c.table_name = p.table_name AND c.data_type = 'timestamp'
       AND LOCATE(c.column_name, p.partition_expression) > 0
     WHERE p.table_schema IN (:databases)`,
};
