import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { refuseChanged } from './compared-columns.ts';
import { refuseFoldedKeys } from './folded-keys.ts';
import type { PreparedUpsert } from './prepare-upsert.ts';
import { runHistory } from './run-history.ts';
import { WANTED } from './upsert-sql.ts';

/** What became of the rows wanted. */
export interface UpsertCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** The server found no parent of a row. */
export const NO_PARENT = 1452;

/** Runs the statements of an upsert. Belongs into a transaction. */
export async function upsertRows(
  connection: MariadbConnection,
  target: string,
  statements: PreparedUpsert,
): Promise<UpsertCounts> {
  const wanted = await collectWanted(connection, target, statements);
  return applyWanted(connection, target, { statements, wanted });
}

/**
 * Works out the rows wanted, and refuses them if the target cannot keep them as they are; returns how many there are. It
 * writes to nothing but a temporary table.
 */
export async function collectWanted(
  connection: MariadbConnection,
  target: string,
  statements: PreparedUpsert,
): Promise<number> {
  await connection.run(statements.drop);
  const wanted = (await connection.run(statements.collect)).affectedRows;
  await refuseChanged(connection, target, { ...statements, wanted: WANTED });
  await refuseFoldedKeys(connection, target, statements.foldedKeys);
  return wanted;
}

/** Brings the target up to date with the rows wanted. Belongs into a transaction. */
export async function applyWanted(
  connection: MariadbConnection,
  target: string,
  { statements, wanted }: { readonly statements: PreparedUpsert; readonly wanted: number },
): Promise<UpsertCounts> {
  const { history } = statements;
  if (history !== null) return runHistory(connection, target, { statements: history, wanted });
  const [row] = await connection.query<{ matched: string }>(statements.countMatched);
  const matched = Number(row?.matched ?? 0);
  // Rows of a target that refers to itself may be corrected to refer to new ones: those come first then.
  const early =
    statements.insertLevel === null ? 0 : await insert(connection, statements, { matched, wanted });
  const updated =
    matched === 0 || statements.update === null ? 0 : (await connection.run(statements.update)).affectedRows;
  const late =
    statements.insertLevel === null ? await insert(connection, statements, { matched, wanted }) : 0;
  const inserted = early + late;
  return { inserted, updated, unchanged: wanted - inserted - updated };
}

async function insert(
  connection: MariadbConnection,
  statements: PreparedUpsert,
  { matched, wanted }: { readonly matched: number; readonly wanted: number },
): Promise<number> {
  if (matched === wanted) return 0;
  const all = matched === 0 ? statements.insertAll : statements.insertMissing;
  if (statements.insertLevel === null) return (await connection.run(all)).affectedRows;
  try {
    return (await connection.run(`${all}\nORDER BY w._row`)).affectedRows;
  } catch (thrown) {
    if (serverErrno(thrown) !== NO_PARENT) throw thrown;
    return insertByLevel(connection, statements, statements.insertLevel);
  }
}

async function insertByLevel(
  connection: MariadbConnection,
  { insertMissing }: PreparedUpsert,
  insertLevel: string,
): Promise<number> {
  let inserted = 0;
  for (;;) {
    const { affectedRows } = await connection.run(insertLevel);
    inserted += affectedRows;
    // What is left has no parent, or is in a circle: the server says of which row.
    if (affectedRows === 0) return inserted + (await connection.run(insertMissing)).affectedRows;
  }
}
