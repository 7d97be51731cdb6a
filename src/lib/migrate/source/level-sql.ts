import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { CompiledCollection, Level } from '../mapping/compiled-mapping.ts';

/** Keys of roots: greater than `after`, and up to `upTo`; null where there is no bound. */
export interface KeyRange {
  readonly after: string | null;
  readonly upTo: string | null;
}

/** The rows of a level that belong to the roots of a range, with the aliases t0 for the root to tN for the level. */
export interface LevelRows {
  readonly from: string;
  readonly values: readonly string[];
  /** Alias of the level's own table. */
  readonly alias: string;
  /** `t0.key`, as it is written. */
  readonly rootKey: string;
  readonly orderBy: string;
}

/** Columns of a level in the order in which it is read, digested and mapped back: those of its parent first. */
export function columnNames(level: Level): string[] {
  return [
    ...level.inherited.map(({ column }) => column.name),
    ...level.columns.map(({ column }) => column.name),
  ];
}

/**
 * Joins from the root down to the level, in this order whatever the optimizer thinks: a range of roots is small, and
 * each join has an index.
 */
export function levelRows(
  database: string,
  collection: CompiledCollection,
  level: Level,
  range: KeyRange,
): LevelRows {
  const path = pathTo(collection.root, level);
  const rootKey = `t0.${quoteName(collection.key)}`;
  const joins = path.map(({ table, inherited }, depth) => {
    const name = `${quoteQualified(database, table)} AS t${depth}`;
    if (depth === 0) return name;
    const on = inherited.map(
      ({ column, parentColumn }) =>
        `t${depth}.${quoteName(column.name)} = t${depth - 1}.${quoteName(parentColumn)}`,
    );
    return `STRAIGHT_JOIN ${name} ON ${on.join(' AND ')}`;
  });
  const bounds = [
    ...(range.after === null ? [] : [`${rootKey} > ?`]),
    ...(range.upTo === null ? [] : [`${rootKey} <= ?`]),
  ];
  const where = bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`;
  const order = path.flatMap((one, depth) => one.order.map((column) => `t${depth}.${quoteName(column)}`));
  return {
    from: `FROM ${joins.join(' ')}${where}`,
    values: [range.after, range.upTo].filter((value) => value !== null),
    alias: `t${path.length - 1}`,
    rootKey,
    orderBy: `ORDER BY ${order.join(', ')}`,
  };
}

function pathTo(from: Level, level: Level): Level[] {
  if (from === level) return [from];
  for (const child of from.children) {
    const path = pathTo(child, level);
    if (path.length > 0) return [from, ...path];
  }
  return [];
}
