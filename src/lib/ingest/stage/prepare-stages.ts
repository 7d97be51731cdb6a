import { resolve } from 'node:path';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { IngestRun } from '../ingest-run.ts';
import { deleteInParts } from '../load/delete-in-parts.ts';
import type { LedgerFile } from '../load/file-ledger.ts';
import type { StageTable } from './stage-table.ts';

type Needs = Pick<IngestRun, 'context' | 'connection' | 'ledger' | 'source' | 'inputs' | 'stages'>;

/** Makes the staging tables of a source fit what it describes, and takes out of them what no step needs any more. */
export async function prepareStages(run: Needs): Promise<void> {
  const { context, connection, ledger, source, inputs, stages } = run;
  const given = new Set(inputs.map(({ file }) => resolve(context.cwd, file.path)));
  for (const [fileKey, stage] of stages) {
    const forgotten = await prepareStage(run, stage, fileKey);
    for (const { fileName } of forgotten.filter((file) => !given.has(file.fileName))) {
      const message = `${fileName}: was staged with other columns than the source has now; name it again to load it`;
      context.emit({ type: 'note', level: 'warn', message });
    }
    const gone = await forgetEmptied(run, stage, fileKey);
    for (const { fileName } of gone.filter((file) => !given.has(file.fileName))) {
      const message = `${fileName}: its staged records are gone, and steps still need them; name it again to load it`;
      context.emit({ type: 'note', level: 'warn', message });
    }
    const staged = await ledger.staged(source.source, fileKey);
    await clearStage(
      connection,
      stage,
      staged.map(({ fileId }) => fileId),
    );
  }
}

/**
 * Makes a staging table, or makes it again if the source describes other columns than it has. The ledger then
 * forgets the files that had been loaded into an old one, also where somebody has dropped it. Returns those whose records
 * were still needed.
 */
async function prepareStage(
  { connection, ledger, source: { source } }: Needs,
  stage: StageTable,
  fileKey: string,
): Promise<LedgerFile[]> {
  const [existing] = await connection.query<{ comment: string }>(
    'SELECT table_comment AS comment FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [stage.database, stage.table],
  );
  if (existing?.comment === stage.fingerprint) return [];
  const needed = await ledger.staged(source, fileKey);
  // The ledger first: a crash between the two must not leave a file that counts as loaded into nothing.
  await ledger.forgetStaged(source, fileKey);
  await connection.run(stage.createSql);
  return needed;
}

/** Lets the files be loaded again whose staged records somebody has deleted, although the steps need them. Returns those. */
async function forgetEmptied(
  { connection, ledger, source: { source } }: Needs,
  stage: StageTable,
  fileKey: string,
): Promise<LedgerFile[]> {
  const emptied: LedgerFile[] = [];
  for (const file of await ledger.staged(source, fileKey)) {
    if (file.state === 'loading' || (await ledger.totals(file.fileId)).accepted === 0) continue;
    const rows = await connection.query(`SELECT 1 FROM ${stage.name} WHERE _file = ? LIMIT 1`, [file.fileId]);
    if (rows.length > 0) continue;
    await ledger.claim(file.fileId);
    await ledger.conclude(file.fileId, 'failed');
    emptied.push(file);
  }
  return emptied;
}

/** Removes staged records that no step needs any more: those of all files but the given ones. */
async function clearStage(
  connection: MariadbConnection,
  stage: StageTable,
  keep: readonly number[],
): Promise<void> {
  const [row] = await connection.query(`SELECT 1 AS found FROM ${stage.name} LIMIT 1`);
  if (row === undefined) return;
  if (keep.length === 0) {
    await connection.run(`TRUNCATE TABLE ${stage.name}`);
  } else {
    await deleteInParts(connection, stage, `_file NOT IN (${keep.join(', ')})`);
  }
}
