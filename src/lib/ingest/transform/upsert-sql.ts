import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';

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
  const onKey = request.key.map((name) => `t.${quoteName(name)} = w.${quoteName(name)}`).join(' AND ');
  const names = request.columns.map((column) => quoteName(column.name)).join(', ');
  const wantedNames = request.columns.map((column) => `w.${quoteName(column.name)}`).join(', ');
  const definitions = request.columns
    .map((column) => `${quoteName(column.name)} ${column.definition}`)
    .join(', ');
  const insert = `INSERT INTO ${target} (${names})\nSELECT ${wantedNames}\nFROM ${WANTED} AS w`;
  return {
    select: request.select,
    drop: `DROP TEMPORARY TABLE IF EXISTS ${WANTED}`,
    // With the target's own types: a comparison of two character sets would convert, and use no index.
    collect: `CREATE TEMPORARY TABLE ${WANTED} (${definitions}) ENGINE=InnoDB AS\n${request.select}`,
    countMatched: `SELECT COUNT(*) AS matched FROM ${WANTED} AS w JOIN ${target} AS t ON ${onKey}`,
    update: updateStatement(request, target, onKey),
    insertAll: insert,
    insertMissing: `${insert}\nLEFT JOIN ${target} AS t ON ${onKey}\nWHERE t.${quoteName(request.key[0] ?? '')} IS NULL`,
  };
}

function updateStatement(request: UpsertRequest, target: string, onKey: string): string | null {
  if (request.update.length === 0) return null;
  const updated = request.columns.filter((column) => request.update.includes(column.name));
  const assignments = updated.map(({ name }) => `t.${quoteName(name)} = w.${quoteName(name)}`).join(', ');
  const same = updated.map(sameValue).join(' AND ');
  return `UPDATE ${target} AS t JOIN ${WANTED} AS w ON ${onKey}\nSET ${assignments}\nWHERE NOT (${same})`;
}

function sameValue({ name, isText }: TargetColumn): string {
  const column = quoteName(name);
  if (!isText) return `t.${column} <=> w.${column}`;
  const bytes = (alias: string) => `CAST(CONVERT(${alias}.${column} USING utf8mb4) AS BINARY)`;
  return `${bytes('t')} <=> ${bytes('w')}`;
}
