import { didYouMean } from '../../core/suggest.ts';
import type { ConfigPath, Remark } from '../../infra/config/problem.ts';
import type { TableFacts } from '../types/column-facts.ts';
import type { LevelSpec } from './mapping-schema.ts';

/** What all parts of a compilation share: what the server has, and what they object to. */
export interface Work {
  readonly tables: ReadonlyMap<string, TableFacts>;
  readonly remarks: Remark[];
}

export const INTEGERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);

/** The table of a level; a remark if there is none that a snapshot covers. */
export function requireTable(
  { table }: Pick<LevelSpec, 'table'>,
  path: ConfigPath,
  { tables, remarks }: Work,
): TableFacts | undefined {
  const found = tables.get(table);
  const at = [...path, 'table'];
  if (found === undefined) {
    const message = `the database has no table "${table}"${didYouMean(table, [...tables.keys()])}`;
    remarks.push({ path: at, message });
  } else if (found.engine !== 'InnoDB') {
    remarks.push({ path: at, message: `${table} is ${found.engine}: a snapshot covers InnoDB tables alone` });
  } else {
    return found;
  }
  return undefined;
}

/** Without a decision for it, a computed field would show what its column must not. */
export function isPersonal(table: TableFacts, column: string, spec: Pick<LevelSpec, 'pii'>): boolean {
  const action = spec.pii[column];
  return action === undefined ? table.personal.has(column) : action !== 'none';
}
