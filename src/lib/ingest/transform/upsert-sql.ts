import { quoteName, quoteQualified, quoteText } from '../../infra/mariadb/identifiers.ts';

/** A column of a target table, as information_schema describes it. */
export interface TargetColumn {
  readonly name: string;
  /** Type with character set and collation: `varchar(64) CHARACTER SET ascii COLLATE ascii_bin`. */
  readonly definition: string;
  /** Whether it holds characters, which a collation may call equal although they differ. */
  readonly isText: boolean;
}

export interface UpsertRequest {
  readonly database: string;
  readonly target: string;
  readonly key: readonly string[];
  /** Columns to correct where they differ; empty for insert only. */
  readonly update: readonly string[];
  /** Of two rows with one key the one with the greater value here wins. */
  readonly newerBy?: string | undefined;
  /** Keep versions; `update` is of no effect then. */
  readonly history?: { readonly from: string; readonly to: string; readonly open: string | null } | undefined;
  /** The columns that the select gives, all of them columns of the target. */
  readonly columns: readonly TargetColumn[];
  /** The select with its placeholders filled in. */
  readonly select: string;
}

/** The statements of one upsert, run in this order inside one transaction. */
export interface UpsertStatements {
  /** The rows wanted, as the source says it. */
  readonly select: string;
  readonly drop: string;
  /** Works the select out once; its affected rows are the rows wanted. */
  readonly collect: string;
  /** Ends the versions that are about to be replaced; null where no history is kept. */
  readonly close: string | null;
  /** How many of them the target has already, by key. */
  readonly countMatched: string;
  /** Corrects those that differ; null where nothing is to be corrected. */
  readonly update: string | null;
  /** For a target that has none of them: reads nothing but the collected rows. */
  readonly insertAll: string;
  readonly insertMissing: string;
}

const WANTED = '`_aether_wanted`';

/** Builds the statements. Text is compared byte by byte: a change of case or accent is a change. */
export function upsertStatements(request: UpsertRequest): UpsertStatements {
  const target = quoteQualified(request.database, request.target);
  const onKey = keyCondition(request);
  const names = request.columns.map((column) => quoteName(column.name)).join(', ');
  const wantedNames = request.columns.map((column) => `w.${quoteName(column.name)}`).join(', ');
  const definitions = [
    // Under wsrep_mode=REQUIRED_PRIMARY_KEY a temporary table needs one too.
    '`_row` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY',
    ...request.columns.map((column) => `${quoteName(column.name)} ${column.definition}`),
  ].join(', ');
  const insert = `INSERT INTO ${target} (${names})\nSELECT ${wantedNames}\nFROM ${WANTED} AS w`;
  return {
    select: request.select,
    drop: `DROP TEMPORARY TABLE IF EXISTS ${WANTED}`,
    // With the target's own types: a comparison of two character sets would convert, and use no index.
    collect: `CREATE TEMPORARY TABLE ${WANTED} (${definitions}) ENGINE=InnoDB AS\n${newestOnly(request, names)}`,
    close: closeStatement(request, target, onKey),
    countMatched: `SELECT COUNT(*) AS matched FROM ${WANTED} AS w JOIN ${target} AS t ON ${onKey}`,
    update: updateStatement(request, target, onKey),
    insertAll: insert,
    insertMissing: `${insert}\nLEFT JOIN ${target} AS t ON ${onKey}\nWHERE t.${quoteName(request.key[0] ?? '')} IS NULL`,
  };
}

/** Where history is kept a row is found again only in the version that still holds. */
function keyCondition({ key, history }: UpsertRequest): string {
  const conditions = key.map((name) => `t.${quoteName(name)} = w.${quoteName(name)}`);
  if (history === undefined) return conditions.join(' AND ');
  const { to, open } = history;
  const holds = `t.${quoteName(to)} ${open === null ? 'IS NULL' : `= ${quoteText(open)}`}`;
  return [...conditions, holds].join(' AND ');
}

/** One row of each key: files of several days may be staged at a time. */
function newestOnly({ select, key, newerBy }: UpsertRequest, names: string): string {
  if (newerBy === undefined) return select;
  const order = `PARTITION BY ${key.map(quoteName).join(', ')} ORDER BY ${quoteName(newerBy)} DESC`;
  return `SELECT ${names} FROM (SELECT rated.*, ROW_NUMBER() OVER (${order}) AS _nth FROM (\n${select}\n) AS rated) AS newest WHERE _nth = 1`;
}

function updateStatement(request: UpsertRequest, target: string, onKey: string): string | null {
  if (request.update.length === 0 || request.history !== undefined) return null;
  const updated = request.columns.filter((column) => request.update.includes(column.name));
  const assignments = updated.map(({ name }) => `t.${quoteName(name)} = w.${quoteName(name)}`).join(', ');
  const { newerBy } = request;
  const isNewer =
    newerBy === undefined ? '' : ` AND COALESCE(t.${quoteName(newerBy)} <= w.${quoteName(newerBy)}, TRUE)`;
  return `UPDATE ${target} AS t JOIN ${WANTED} AS w ON ${onKey}\nSET ${assignments}\nWHERE NOT (${sameValues(updated)})${isNewer}`;
}

/** A version ends where a changed one begins; what comes late, from before it began, changes nothing. */
function closeStatement(
  { history, key, columns }: UpsertRequest,
  target: string,
  onKey: string,
): string | null {
  if (history === undefined) return null;
  const from = quoteName(history.from);
  const compared = columns.filter(({ name }) => name !== history.from && !key.includes(name));
  return (
    `UPDATE ${target} AS t JOIN ${WANTED} AS w ON ${onKey}\nSET t.${quoteName(history.to)} = w.${from}\n` +
    `WHERE t.${from} < w.${from} AND NOT (${sameValues(compared)})`
  );
}

function sameValues(columns: readonly TargetColumn[]): string {
  return columns.map(sameValue).join(' AND ');
}

function sameValue({ name, isText }: TargetColumn): string {
  const column = quoteName(name);
  if (!isText) return `t.${column} <=> w.${column}`;
  const bytes = (alias: string) => `CAST(CONVERT(${alias}.${column} USING utf8mb4) AS BINARY)`;
  return `${bytes('t')} <=> ${bytes('w')}`;
}
