import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';

/** A column of a target table, as information_schema describes it. */
export interface TargetColumn {
  readonly name: string;
  /** Type with character set and collation: `varchar(64) CHARACTER SET ascii COLLATE ascii_bin`. */
  readonly definition: string;
  /** Whether it holds characters, which a collation may call equal although they differ. */
  readonly isText: boolean;
  /** Whether its collation may call values equal that differ by more than spaces at the end: any but a binary one. */
  readonly folds: boolean;
}

export interface UpsertRequest {
  readonly database: string;
  readonly target: string;
  readonly key: readonly string[];
  /** Columns to correct where they differ; empty for insert only. */
  readonly update: readonly string[];
  /** Of two rows with one key the one with the greater value here wins. */
  readonly newerBy?: string | undefined;
  /** The columns that the select gives, all of them columns of the target. */
  readonly columns: readonly TargetColumn[];
  /** The select with its placeholders filled in. */
  readonly select: string;
  /** Further columns of the select, with values to compare others with. */
  readonly raw?: readonly string[];
}

/** The statements of one upsert, run in this order inside one transaction. */
export interface UpsertStatements {
  /** The rows wanted, as the source says it. */
  readonly select: string;
  /** What the rows are collected from: of each key one row. */
  readonly chosen: string;
  readonly columns: readonly TargetColumn[];
  readonly drop: string;
  /** Works the select out once; its affected rows are the rows wanted. */
  readonly collect: string;
  /** How many of them the target has already, by key. */
  readonly countMatched: string;
  /** Corrects those that differ; null where nothing is to be corrected. */
  readonly update: string | null;
  /** For a target that has none of them: reads nothing but the collected rows. */
  readonly insertAll: string;
  readonly insertMissing: string;
}

/** The temporary table of the rows wanted. */
export const WANTED = '`_aether_wanted`';

/** Under wsrep_mode=REQUIRED_PRIMARY_KEY a temporary table needs a key too. */
export const ROW_KEY = '`_row` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY';

/** Builds the statements. Text is compared byte by byte: a change of case or accent is a change. */
export function upsertStatements(request: UpsertRequest): UpsertStatements {
  const target = quoteQualified(request.database, request.target);
  const onKey = equalColumns(request.key, 't', 'w');
  const names = columnList(request.columns);
  const insert = `INSERT INTO ${target} (${names})\nSELECT ${columnList(request.columns, 'w')}\nFROM ${WANTED} AS w`;
  return {
    select: request.select,
    chosen: newestOnly(request),
    columns: request.columns,
    drop: `DROP TEMPORARY TABLE IF EXISTS ${WANTED}`,
    collect: collectStatement(request.columns, newestOnly(request)),
    countMatched: `SELECT COUNT(*) AS matched FROM ${WANTED} AS w JOIN ${target} AS t ON ${onKey}`,
    update: updateStatement(request, target, onKey),
    insertAll: insert,
    insertMissing: `${insert}\nLEFT JOIN ${target} AS t ON ${onKey}\nWHERE t.${quoteName(request.key[0] ?? '')} IS NULL`,
  };
}

/** Works a select out into the temporary table of the rows wanted. */
export function collectStatement(columns: readonly TargetColumn[], select: string): string {
  // With the target's own types: a comparison of two character sets would convert, and use no index.
  return `CREATE TEMPORARY TABLE ${WANTED} (${[ROW_KEY, ...definitionsOf(columns)].join(', ')}) ENGINE=InnoDB AS\n${select}`;
}

/** One row of each key: files of several days may be staged at a time. Keys that only a collation calls equal are two. */
function newestOnly({ select, key, newerBy, columns, raw = [] }: UpsertRequest): string {
  if (newerBy === undefined) return select;
  const keys = columns.filter(({ name }) => key.includes(name)).map((column) => exactValue(column));
  const order = `PARTITION BY ${keys.join(', ')} ORDER BY ${quoteName(newerBy)} DESC`;
  const names = [columnList(columns), ...raw.map(quoteName)].join(', ');
  return `SELECT ${names} FROM (SELECT rated.*, ROW_NUMBER() OVER (${order}) AS _nth FROM (\n${select}\n) AS rated) AS newest WHERE _nth = 1`;
}

function updateStatement(request: UpsertRequest, target: string, onKey: string): string | null {
  if (request.update.length === 0) return null;
  const updated = request.columns.filter((column) => request.update.includes(column.name));
  const assignments = updated.map(({ name }) => `t.${quoteName(name)} = w.${quoteName(name)}`).join(', ');
  const { newerBy } = request;
  const isNewer =
    newerBy === undefined ? '' : ` AND COALESCE(t.${quoteName(newerBy)} <= w.${quoteName(newerBy)}, TRUE)`;
  return `UPDATE ${target} AS t JOIN ${WANTED} AS w ON ${onKey}\nSET ${assignments}\nWHERE NOT (${sameValues(updated, 't', 'w')})${isNewer}`;
}

/** Columns by name, separated by commas, of the table of an alias or of the only one there is. */
export function columnList(columns: readonly Pick<TargetColumn, 'name'>[], alias?: string): string {
  return columns.map(({ name }) => (alias === undefined ? '' : `${alias}.`) + quoteName(name)).join(', ');
}

/** Columns as a CREATE TABLE declares them. */
export function definitionsOf(columns: readonly TargetColumn[]): string[] {
  return columns.map(({ name, definition }) => `${quoteName(name)} ${definition}`);
}

/** The condition that two tables agree in these columns, in the columns' own collation, so that an index serves. */
export function equalColumns(names: readonly string[], left: string, right: string): string {
  return names.map((name) => `${left}.${quoteName(name)} = ${right}.${quoteName(name)}`).join(' AND ');
}

/** The condition that two tables hold the same in these columns: text byte by byte, and NULL is NULL. */
export function sameValues(columns: readonly TargetColumn[], left: string, right: string): string {
  const same = columns.map(
    (column) => `${exactValue(column, `${left}.`)} <=> ${exactValue(column, `${right}.`)}`,
  );
  return same.length === 0 ? 'TRUE' : same.join(' AND ');
}

/** A column in a form that is equal only where its bytes are. */
export function exactValue({ name, isText }: TargetColumn, qualifier = ''): string {
  const column = `${qualifier}${quoteName(name)}`;
  return isText ? `CAST(CONVERT(${column} USING utf8mb4) AS BINARY)` : column;
}
