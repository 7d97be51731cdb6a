import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { FileLedger } from '../load/file-ledger.ts';
import type { StageTable } from './stage-table.ts';

/**
 * Makes a staging table, or makes it anew where the source describes other columns than it has. The ledger then
 * forgets the files that had been loaded into an old one, also where somebody has dropped it.
 */
export async function prepareStage(
  connection: MariadbConnection,
  ledger: FileLedger,
  stage: StageTable,
  owner: { readonly source: string; readonly fileKey: string },
): Promise<void> {
  const [existing] = await connection.query<{ comment: string }>(
    'SELECT table_comment AS comment FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [stage.database, stage.table],
  );
  if (existing?.comment === stage.fingerprint) return;
  // The ledger first: a crash between the two must not leave a file that counts as loaded into nothing.
  await ledger.forgetTarget(owner.source, owner.fileKey);
  await connection.run(`DROP TABLE IF EXISTS ${stage.name}`);
  await connection.run(stage.createSql);
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
    await connection.run(`DELETE FROM ${stage.name} WHERE _file NOT IN (${keep.join(', ')})`);
  }
}

const ROWS_PER_DELETE = 100_000;

/**
 * Removes the staged records of a file that has failed, in transactions small enough for a cluster. It stops where
 * another run has begun to load the file anew.
 */
export async function unstageFile(
  connection: MariadbConnection,
  stageTable: string,
  { meta, fileId }: { readonly meta: string; readonly fileId: number },
): Promise<void> {
  for (;;) {
    const { affectedRows } = await connection.run(
      `DELETE FROM ${stageTable} WHERE _file = ? AND EXISTS (
         SELECT 1 FROM ${quoteQualified(meta, 'ingest_file')} WHERE file_id = ? AND state = 'failed')
       LIMIT ${ROWS_PER_DELETE}`,
      [fileId, fileId],
    );
    if (affectedRows < ROWS_PER_DELETE) return;
  }
}
