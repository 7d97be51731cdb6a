import type { MariadbConnection, SqlValue } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { FileLedger, LedgerFile } from '../load/file-ledger.ts';
import type { StageTable } from './stage-table.ts';

/**
 * Makes a staging table, or makes it anew where the source describes other columns than it has. The ledger then
 * forgets the files that had been loaded into an old one, also where somebody has dropped it. Returns those whose records
 * were still needed.
 */
export async function prepareStage(
  connection: MariadbConnection,
  ledger: FileLedger,
  stage: StageTable,
  owner: { readonly source: string; readonly fileKey: string },
): Promise<LedgerFile[]> {
  const [existing] = await connection.query<{ comment: string }>(
    'SELECT table_comment AS comment FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [stage.database, stage.table],
  );
  if (existing?.comment === stage.fingerprint) return [];
  const needed = await ledger.staged(owner.source, owner.fileKey);
  // The ledger first: a crash between the two must not leave a file that counts as loaded into nothing.
  await ledger.forgetTarget(owner.source, owner.fileKey);
  await connection.run(`DROP TABLE IF EXISTS ${stage.name}`);
  await connection.run(stage.createSql);
  return needed;
}

/** Removes staged records that no step needs any more: those of all files but the given ones. */
export async function clearStage(
  connection: MariadbConnection,
  stage: StageTable,
  keep: readonly number[],
): Promise<void> {
  const [row] = await connection.query(`SELECT 1 AS found FROM ${stage.name} LIMIT 1`);
  if (row === undefined) return;
  if (keep.length === 0) {
    await connection.run(`TRUNCATE TABLE ${stage.name}`);
  } else {
    await deleteInParts(connection, `DELETE FROM ${stage.name} WHERE _file NOT IN (${keep.join(', ')})`);
  }
}

/** In transactions small enough for a cluster. */
const ROWS_PER_DELETE = 100_000;

async function deleteInParts(
  connection: MariadbConnection,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<void> {
  for (;;) {
    const { affectedRows } = await connection.run(`${sql} LIMIT ${ROWS_PER_DELETE}`, values);
    if (affectedRows < ROWS_PER_DELETE) return;
  }
}

/** Removes the staged records of a file that has failed; it stops where another run has begun to load the file anew. */
export async function unstageFile(
  connection: MariadbConnection,
  stageTable: string,
  { meta, fileId }: { readonly meta: string; readonly fileId: number },
): Promise<void> {
  const stillFailed = `SELECT 1 FROM ${quoteQualified(meta, 'ingest_file')} WHERE file_id = ? AND state = 'failed'`;
  await deleteInParts(connection, `DELETE FROM ${stageTable} WHERE _file = ? AND EXISTS (${stillFailed})`, [
    fileId,
    fileId,
  ]);
}
