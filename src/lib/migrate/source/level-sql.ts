import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import {
  type CompiledCollection,
  freezes,
  type Level,
  type MappedColumn,
} from '../mapping/compiled-mapping.ts';

/** Keys of roots: greater than `after`, and up to `upTo`; null where there is no bound. */
export interface KeyRange {
  readonly after: string | null;
  readonly upTo: string | null;
}

/** Roots that are not looked at: their documents expire, or their rows have left for the archive. */
export interface Exceptions {
  /** UTC, in whole seconds: roots whose date is before it. */
  readonly expiredBefore?: string;
  /** Rows below archived roots whose documents stay as they were. */
  readonly withoutFrozen?: boolean;
}

/** The rows of a level that belong to the roots of a range, with the alias t0 for the root. */
export interface LevelRows {
  readonly from: string;
  readonly values: readonly string[];
  /** Alias of the level's own table. */
  readonly alias: string;
  /** The key of the root, as it is written. */
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

/** A column of a level, or the expression of a computed field, as SQL. */
export function columnSql(
  { column, computed }: Partial<MappedColumn> & Pick<MappedColumn, 'column'>,
  alias: string,
  database: string,
): string {
  return computed === undefined ? `${alias}.${quoteName(column.name)}` : computed.sql(alias, database);
}

/** True of a row whose own rows have left for the archive. */
export const ARCHIVED_AT = quoteName('archived_at');

/**
 * Joins from the root down to the level, in this order whatever the optimizer thinks: a range of roots is small, and
 * each join has an index.
 */
export function levelRows(
  database: string,
  collection: CompiledCollection,
  level: Level,
  range: KeyRange & Exceptions,
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
  const { conditions, values } = conditionsOf(collection, level, range);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const from = `FROM ${joins.join(' ')}${where}`;
  const above = path.slice(0, -1).flatMap((one, depth) => sortedBy(one, `t${depth}`));
  const alias = `t${path.length - 1}`;
  if (level.top === null)
    return {
      from,
      values,
      alias,
      rootKey,
      orderBy: `ORDER BY ${[...above, ...sortedBy(level, alias)].join(', ')}`,
    };
  return { ...subset(level, { from, alias, rootKey, above }), values, alias };
}

function conditionsOf(
  collection: CompiledCollection,
  level: Level,
  { after, upTo, expiredBefore, withoutFrozen }: KeyRange & Exceptions,
): { readonly conditions: string[]; readonly values: string[] } {
  const { archive, expiry, key } = collection;
  const expires = expiry === null || expiredBefore === undefined ? null : `t0.${quoteName(expiry.column)}`;
  const isFrozen = withoutFrozen === true && freezes(collection) && level.kind !== 'root';
  return {
    conditions: [
      ...(after === null ? [] : [`t0.${quoteName(key)} > ?`]),
      ...(upTo === null ? [] : [`t0.${quoteName(key)} <= ?`]),
      ...(archive === 'delete' || isFrozen ? [`t0.${ARCHIVED_AT} IS NULL`] : []),
      ...(expires === null ? [] : [`(${expires} IS NULL OR ${expires} >= ?)`]),
    ],
    values: [after, upTo, expires === null ? null : expiredBefore].filter(
      (value) => typeof value === 'string',
    ),
  };
}

interface Whole {
  readonly from: string;
  readonly alias: string;
  readonly rootKey: string;
  /** What sorts the parents. */
  readonly above: readonly string[];
}

/** The first elements of each parent. Names with two underscores are those of no column that a mapping can have. */
function subset(
  level: Level,
  { from, alias, rootKey, above }: Whole,
): Pick<LevelRows, 'from' | 'rootKey' | 'orderBy'> {
  const parents = [rootKey, ...above.map((sql) => sql.replace(/ DESC$/, ''))];
  const rank = `ROW_NUMBER() OVER (PARTITION BY ${parents.join(', ')} ORDER BY ${sortedBy(level, alias).join(', ')})`;
  const sorts = above.map((sql, index) => `${sql.replace(/ DESC$/, '')} AS __above${index}`);
  const directions = above.map(
    (sql, index) => `${alias}.__above${index}${sql.endsWith(' DESC') ? ' DESC' : ''}`,
  );
  const inner = `SELECT ${[`${alias}.*`, `${rootKey} AS __root`, `${rank} AS __rank`, ...sorts].join(', ')} ${from}`;
  return {
    from: `FROM (${inner}) AS ${alias} WHERE ${alias}.__rank <= ${level.top}`,
    rootKey: `${alias}.__root`,
    orderBy: `ORDER BY ${[...directions, ...sortedBy(level, alias)].join(', ')}`,
  };
}

function sortedBy({ sort }: Level, alias: string): string[] {
  return sort.map(
    ({ column, direction }) => `${alias}.${quoteName(column)}${direction === -1 ? ' DESC' : ''}`,
  );
}

function pathTo(from: Level, level: Level): Level[] {
  if (from === level) return [from];
  for (const child of from.children) {
    const path = pathTo(child, level);
    if (path.length > 0) return [from, ...path];
  }
  return [];
}
