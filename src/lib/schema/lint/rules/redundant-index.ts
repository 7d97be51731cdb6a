import { type FileStatement, plainName } from '../file-statement.ts';
import type { LintRule } from '../lint-rule.ts';

/** Every write keeps it, and every query can use the longer one. A unique index is a rule of its own, so it is never redundant. */
export const rule: LintRule = {
  id: 'redundant-index',
  level: 'warn',
  fault: 'is the beginning of another index',
  repair: 'ALTER TABLE … DROP INDEX …',
  inFile: ({ name, items }) => {
    const indexes = items.flatMap((item) => indexOf(item));
    return indexes.flatMap((index) => {
      const longer = indexes.find((other) => other !== index && canReplace(other, index));
      return index.isUnique || longer === undefined
        ? []
        : [{ object: `${name}.${index.name}`, detail: `begins ${longer.name}` }];
    });
  },
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

interface Index {
  readonly name: string;
  readonly isUnique: boolean;
  readonly columns: string;
}

/** Of `[UNIQUE] KEY name (a, b)` and `PRIMARY KEY (a)`; full-text and spatial indexes replace nothing. */
function indexOf(item: FileStatement['items'][number]): Index[] {
  const words = item.map(({ word }) => word);
  const key = words.findIndex((word) => word === 'KEY' || word === 'INDEX');
  const isIndex = key === 0 || (key === 1 && ['UNIQUE', 'PRIMARY'].includes(words[0] ?? ''));
  const open = item.findIndex(({ text }) => text === '(');
  if (!isIndex || open < 0) return [];
  const columns = item.slice(open + 1, -1).map((lexeme) => plainName(lexeme).toLowerCase());
  const name = words[0] === 'PRIMARY' ? 'PRIMARY' : plainName(item[key + 1]);
  return [{ name, isUnique: key === 1, columns: columns.join(' ') }];
}

function canReplace(other: Index, { name, columns }: Index): boolean {
  if (other.columns.startsWith(`${columns} , `)) return true;
  return other.columns === columns && (other.isUnique || other.name < name);
}
