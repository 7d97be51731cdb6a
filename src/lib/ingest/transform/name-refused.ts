import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { dataRefusal } from '../load/data-refusal.ts';
import type { PreparedUpsert } from './prepare-upsert.ts';
import { columnList, definitionsOf, ROW_KEY, WANTED } from './upsert-sql.ts';

const GIVEN = '`_aether_given`';
const DUPLICATE_KEY = 1062;
const NO_SUCH_TABLE = 1146;

/**
 * The error of an upsert that failed, with the key of the first row that the server refuses, if one is to blame. Works in
 * the transaction of the step, which is to be rolled back.
 */
export async function nameRefused(
  connection: MariadbConnection,
  target: string,
  { statements, thrown }: { readonly statements: PreparedUpsert; readonly thrown: unknown },
): Promise<unknown> {
  if (dataRefusal(thrown) === undefined || !(thrown instanceof AetherError) || statements.history !== null)
    return thrown;
  const key = await findKey(connection, statements);
  if (key === undefined) return thrown;
  const message = `upsert ${target} failed at the row ${key}; its transaction was rolled back`;
  const hint =
    serverErrno(thrown) === DUPLICATE_KEY
      ? 'the select gives two rows with one key: group them, or reject the second record by a check before'
      : 'say in the select what is meant, or reject the record by a check before; a step with per_record: true rejects it itself';
  return new AetherError('STEP_FAILED', message, { cause: thrown, details: thrown.details, hint });
}

/** Puts part of the rows into the place that refuses one of them. */
type Attempt = (from: number, to: number) => Promise<unknown>;

async function findKey(
  connection: MariadbConnection,
  statements: PreparedUpsert,
): Promise<string | undefined> {
  if (!(await isCollected(connection))) return findUncollected(connection, statements);
  // The one that the server took before is without effect now.
  for (const sql of [statements.update, statements.insertMissing]) {
    if (sql === null) continue;
    const attempt: Attempt = (from, to) => connection.run(`${sql} AND w._row BETWEEN ${from} AND ${to}`);
    const row = await firstRefused(connection, WANTED, attempt);
    if (row !== undefined) return describeKey(connection, WANTED, { key: statements.key, row });
  }
  return undefined;
}

/** Whether the rows wanted are still there: they go with the session. */
export async function isCollected(connection: MariadbConnection): Promise<boolean> {
  try {
    await connection.query(`SELECT 1 FROM ${WANTED} LIMIT 0`);
    return true;
  } catch (thrown) {
    if (serverErrno(thrown) === NO_SUCH_TABLE) return false;
    throw thrown;
  }
}

/** Of rows that do not fit the types of the target: they are kept in the select's own types. */
async function findUncollected(
  connection: MariadbConnection,
  { columns, chosen, key }: PreparedUpsert,
): Promise<string | undefined> {
  await connection.run(`DROP TEMPORARY TABLE IF EXISTS ${GIVEN}`);
  await connection.run(`CREATE TEMPORARY TABLE ${GIVEN} (${ROW_KEY}) ENGINE=InnoDB AS\n${chosen}`);
  await connection.run(
    `CREATE TEMPORARY TABLE ${WANTED} (${[ROW_KEY, ...definitionsOf(columns)].join(', ')}) ENGINE=InnoDB`,
  );
  const names = columnList(columns);
  const attempt: Attempt = (from, to) =>
    connection.run(
      `INSERT INTO ${WANTED} (${names}) SELECT ${names} FROM ${GIVEN} WHERE _row BETWEEN ${from} AND ${to}`,
    );
  const row = await firstRefused(connection, GIVEN, attempt);
  return row === undefined ? undefined : describeKey(connection, GIVEN, { key, row });
}

/**
 * The first row that is refused; undefined if none is. Halves in which none is stay in place, so that a row is refused as
 * it was among all: beside those before it.
 */
async function firstRefused(
  connection: MariadbConnection,
  table: string,
  attempt: Attempt,
): Promise<number | undefined> {
  const [ends] = await connection.query<{ first: number | null; last: number | null }>(
    `SELECT CAST(MIN(_row) AS DOUBLE) AS first, CAST(MAX(_row) AS DOUBLE) AS last FROM ${table}`,
  );
  let [from, to] = [ends?.first ?? 1, ends?.last ?? 0];
  if (to < from || (await isTaken(() => attempt(from, to)))) return undefined;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (await isTaken(() => attempt(from, middle))) from = middle + 1;
    else to = middle;
  }
  return from;
}

async function isTaken(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (thrown) {
    if (dataRefusal(thrown) === undefined) throw thrown;
    return false;
  }
}

async function describeKey(
  connection: MariadbConnection,
  table: string,
  { key, row }: { readonly key: readonly string[]; readonly row: number },
): Promise<string | undefined> {
  const shown = key.map((name, index) => `CONCAT(${quoteName(name)}) AS ${quoteName(`key_${index}`)}`);
  const [found] = await connection.query<Record<string, string | null>>(
    `SELECT ${shown.join(', ')} FROM ${table} WHERE _row = ${row}`,
  );
  return found && key.map((name, index) => `${name}=${found[`key_${index}`]}`).join(', ');
}
