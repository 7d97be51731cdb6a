import { quoteName, quoteQualified, quoteText } from '../../infra/mariadb/identifiers.ts';
import type { HistoryRequest } from './history-request.ts';
import { repeatsTable, type RepeatsTable } from './repeats-table.ts';
import {
  collectStatement,
  columnList,
  definitionsOf,
  equalColumns,
  exactValue,
  ROW_KEY,
  sameValues,
  type TargetColumn,
  WANTED,
} from './upsert-sql.ts';

/** One difference between the versions that are there and those that should be. */
export interface HistoryChange {
  readonly sql: string;
  /** As what its rows are counted. */
  readonly counts: 'inserted' | 'updated' | null;
  /** Whether each of its rows is one of the rows wanted. */
  readonly ofWanted: boolean;
}

/** The statements of an upsert that keeps versions, run in this order inside one transaction. */
export interface HistoryStatements {
  readonly collect: string;
  /** Finds a key and a moment that two different rows are wanted for. */
  readonly findAmbiguous: string;
  /** Works out the versions of every key that a row is wanted for, from where its wanted rows begin. */
  readonly chain: readonly string[];
  readonly changes: readonly HistoryChange[];
  /** Has to exist before the transaction. */
  readonly repeats: RepeatsTable;
  /** Numbers the collected rows by parts of about this many, the rows of a key together. */
  readonly split: (rowsPerPart: number) => readonly string[];
  readonly countParts: string;
  /** Replaces the collected rows by those of one part. */
  readonly takePart: (part: number) => readonly string[];
}

const TOUCHED = '`_aether_touched`';
const CHAIN = '`_aether_chain`';
/** All rows wanted, with the number of the part that each belongs to. */
const ALL = '`_aether_all`';

/**
 * Builds the statements of a history. The versions of a key follow from all that was ever said of it, in order of the
 * moment from which it holds, and not in order of arrival: what the target holds, what said the same as the version
 * before it (the repeats), and the rows wanted. Of two with one key and moment the one with the greater `newer_by` wins
 * where that is another column, else the row wanted, as a correction; two different rows wanted are refused.
 */
export function historyStatements(request: HistoryRequest): HistoryStatements {
  const repeats = repeatsTable(request);
  return {
    // All of them: each may be a version.
    collect: collectStatement(request.columns, request.select),
    findAmbiguous: findAmbiguous(request),
    chain: [
      `DROP TEMPORARY TABLE IF EXISTS ${TOUCHED}, ${CHAIN}`,
      touchedStatement(request),
      chainStatement(request, repeats),
    ],
    changes: [...targetChanges(request), ...repeatsChanges(request, repeats)],
    repeats,
    ...partStatements(request),
  };
}

function partStatements({
  columns,
  key,
}: HistoryRequest): Pick<HistoryStatements, 'split' | 'countParts' | 'takePart'> {
  const keys = key.map(quoteName).join(', ');
  const definitions = [ROW_KEY, '`_part` BIGINT UNSIGNED NOT NULL', ...definitionsOf(columns)].join(', ');
  return {
    split: (rowsPerPart) => [
      `DROP TEMPORARY TABLE IF EXISTS ${ALL}`,
      `CREATE TEMPORARY TABLE ${ALL} (${definitions}, INDEX (_part)) ENGINE=InnoDB AS\n` +
        `SELECT FLOOR((RANK() OVER (ORDER BY ${keys}) - 1) / ${rowsPerPart}) AS _part, ${columnList(columns)} FROM ${WANTED}`,
    ],
    countParts: `SELECT CAST(MAX(_part) + 1 AS DOUBLE) AS parts FROM ${ALL}`,
    takePart: (part) => [
      `DROP TEMPORARY TABLE IF EXISTS ${WANTED}`,
      collectStatement(
        columns,
        `SELECT ${columnList(columns)} FROM ${ALL} WHERE _part = ${part} ORDER BY _row`,
      ),
    ],
  };
}

function columnsOf({ columns, key, history: { from } }: HistoryRequest) {
  const identity = [...key, from];
  return { identity, compared: columns.filter(({ name }) => !identity.includes(name)) };
}

/** The column that decides between two rows of one key and moment, where there is one. */
function decidingColumn({ newerBy, history: { from } }: HistoryRequest): string | undefined {
  return newerBy === from ? undefined : newerBy;
}

function findAmbiguous(request: HistoryRequest): string {
  const { identity, compared } = columnsOf(request);
  const deciding = decidingColumn(request);
  const group = [...identity, ...(deciding === undefined ? [] : [deciding])].map(quoteName).join(', ');
  const names = identity.map(quoteName).join(', ');
  const window = `PARTITION BY ${group} ORDER BY _row`;
  return `SELECT ${names} FROM (\n${besidePrevious(WANTED, compared, window)}\n) AS placed\nWHERE _place > 1 AND NOT (${sameAsPrevious(compared)}) LIMIT 1`;
}

/**
 * Rows with their place in a window and the values of the row before. They are compared one level above: beside a LAG
 * that is NULL MariaDB 10.11 finds `<=>` true where it is false, and the other way round.
 */
function besidePrevious(table: string, compared: readonly TargetColumn[], window: string): string {
  const previous = compared.map((column, index) => `LAG(${exactValue(column)}) OVER w AS _previous_${index}`);
  return (
    `SELECT rows_of.*, ${['ROW_NUMBER() OVER w AS _place', ...previous].join(', ')}\n` +
    `FROM ${table} AS rows_of WINDOW w AS (${window})`
  );
}

function sameAsPrevious(compared: readonly TargetColumn[]): string {
  const same = compared.map((column, index) => `_previous_${index} <=> ${exactValue(column)}`);
  return same.length === 0 ? 'TRUE' : same.join(' AND ');
}

/**
 * The keys of the rows wanted, with the first moment of those and that of the version before it: what was said earlier
 * stays as it is, so that a day costs the same after a year of days.
 */
function touchedStatement(request: HistoryRequest): string {
  const { columns, key, history } = request;
  const [keys, from] = [key.map(quoteName).join(', '), quoteName(history.from)];
  const typed = (name: string, alias = name) => {
    const found = columns.filter((column) => column.name === name);
    return definitionsOf(found.map((column) => ({ ...column, name: alias })));
  };
  const definitions = [
    ROW_KEY,
    ...key.flatMap((name) => typed(name)),
    ...typed(history.from, '_first'),
    ...typed(history.from, '_since'),
  ];
  const before =
    `SELECT MAX(t.${from}) FROM ${targetName(request)} AS t ` +
    `WHERE ${equalColumns(key, 't', 'k')} AND t.${from} < k._first`;
  return (
    `CREATE TEMPORARY TABLE ${TOUCHED} (${definitions.join(', ')}) ENGINE=InnoDB AS\n` +
    `SELECT k.*, COALESCE((${before}), _first) AS _since FROM (\n` +
    `SELECT ${keys}, MIN(${from}) AS _first FROM ${WANTED} GROUP BY ${keys}) AS k`
  );
}

function chainStatement(request: HistoryRequest, repeats: RepeatsTable): string {
  const { columns, key, history, to } = request;
  const { compared } = columnsOf(request);
  const [names, keys, from] = [columnList(columns), key.map(quoteName).join(', '), quoteName(history.from)];
  const said = `(\n${saidOfKeys(request, repeats)}\n)`;
  const definitions = [
    ROW_KEY,
    '`_is_wanted` BOOLEAN NOT NULL',
    '`_is_version` BOOLEAN NOT NULL',
    `\`_to\` ${to.definition} NULL`,
    ...definitionsOf(columns),
  ];
  return (
    `CREATE TEMPORARY TABLE ${CHAIN} (${definitions.join(', ')}) ENGINE=InnoDB AS\n` +
    `SELECT _is_wanted, _is_version, ${history.open === null ? '_next' : `COALESCE(_next, ${quoteText(history.open)})`} AS _to, ${names} FROM (\n` +
    `SELECT marked.*, LEAD(${from}) OVER (PARTITION BY ${keys}, _is_version ORDER BY ${from}) AS _next FROM (\n` +
    `SELECT _is_wanted, ${names}, _place = 1 OR NOT (${sameAsPrevious(compared)}) AS _is_version FROM (\n` +
    `${besidePrevious(said, compared, `PARTITION BY ${keys} ORDER BY ${from}`)}\n` +
    ') AS placed) AS marked) AS followed'
  );
}

/** All that was said of the touched keys since: one row of each key and moment. */
function saidOfKeys(request: HistoryRequest, repeats: RepeatsTable): string {
  const { columns, key, history } = request;
  const names = columnList(columns);
  const deciding = decidingColumn(request);
  const order = `${deciding === undefined ? '' : `${quoteName(deciding)} DESC, `}_weight DESC`;
  const group = columnsOf(request).identity.map(quoteName).join(', ');
  const known = (table: string, weight: number, since: string) =>
    // From the few keys to the table, by its index: the statistics of a temporary table say too little.
    `SELECT ${columnList(columns, 't')}, ${weight} FROM ${TOUCHED} AS k STRAIGHT_JOIN ${table} AS t ` +
    `ON ${equalColumns(key, 't', 'k')} AND t.${quoteName(history.from)} >= k.${since}`;
  return (
    `SELECT ${names}, _weight = 2 AS _is_wanted FROM (\n` +
    `SELECT united.*, ROW_NUMBER() OVER (PARTITION BY ${group} ORDER BY ${order}) AS _nth FROM (\n` +
    `SELECT ${names}, 2 AS _weight FROM ${WANTED}\n` +
    `UNION ALL ${known(targetName(request), 1, '_since')}\n` +
    `UNION ALL ${known(repeats.name, 0, '_first')}\n` +
    `) AS united) AS ranked WHERE _nth = 1`
  );
}

function targetName({ database, target }: HistoryRequest): string {
  return quoteQualified(database, target);
}

/** Rows that stay as they are are not touched, so that a repeated run changes nothing. */
function targetChanges(request: HistoryRequest): HistoryChange[] {
  const { columns, history, to } = request;
  const { identity, compared } = columnsOf(request);
  const target = targetName(request);
  const joined = `${CHAIN} AS v STRAIGHT_JOIN ${target} AS t ON ${equalColumns(identity, 't', 'v')}`;
  const end = `t.${quoteName(to.name)}`;
  const values = compared.map(({ name }) => `t.${quoteName(name)} = v.${quoteName(name)}, `).join('');
  const insert = (isWanted: boolean) =>
    `INSERT INTO ${target} (${columnList(columns)}, ${quoteName(to.name)})\n` +
    `SELECT ${columnList(columns, 'v')}, v._to FROM ${CHAIN} AS v LEFT JOIN ${target} AS t ON ${equalColumns(identity, 't', 'v')}\n` +
    `WHERE v._is_version AND ${isWanted ? '' : 'NOT '}v._is_wanted AND t.${quoteName(history.from)} IS NULL`;
  return [
    // Deleting comes first: two versions never hold at a time, which a trigger or a unique key may insist on.
    { sql: `DELETE t FROM ${joined}\nWHERE NOT v._is_version`, counts: 'updated', ofWanted: false },
    {
      sql: `UPDATE ${joined}\nSET ${values}${end} = v._to\nWHERE v._is_version AND NOT (${sameValues(compared, 't', 'v')})`,
      counts: 'updated',
      ofWanted: true,
    },
    {
      sql: `UPDATE ${joined}\nSET ${end} = v._to\nWHERE v._is_version AND NOT (${end} <=> v._to)`,
      counts: 'updated',
      ofWanted: false,
    },
    { sql: insert(true), counts: 'inserted', ofWanted: true },
    { sql: insert(false), counts: 'inserted', ofWanted: false },
  ];
}

/** Keeps what is not a version, for the day on which something different from before it comes. */
function repeatsChanges(request: HistoryRequest, { name }: RepeatsTable): HistoryChange[] {
  const { columns, history } = request;
  const { identity, compared } = columnsOf(request);
  const onIdentity = equalColumns(identity, 't', 'v');
  const statements = [
    `DELETE t FROM ${CHAIN} AS v STRAIGHT_JOIN ${name} AS t ON ${onIdentity}\n` +
      `WHERE v._is_version OR NOT (${sameValues(compared, 't', 'v')})`,
    `INSERT INTO ${name} (${columnList(columns)})\nSELECT ${columnList(columns, 'v')} FROM ${CHAIN} AS v\n` +
      `LEFT JOIN ${name} AS t ON ${onIdentity}\nWHERE NOT v._is_version AND t.${quoteName(history.from)} IS NULL`,
  ];
  return statements.map((sql) => ({ sql, counts: null, ofWanted: false }));
}
