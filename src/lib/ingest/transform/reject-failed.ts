import { quoteQualified, quoteText } from '../../infra/mariadb/identifiers.ts';
import { deleteInParts } from '../load/delete-in-parts.ts';
import type { CheckStep } from '../source/source-schema.ts';
import { collectFailed, FAILED, type FailedCount, rejectCollected } from '../stage/reject-staged.ts';
import { recordsPerPart, searchInParts } from '../stage/search-in-parts.ts';
import type { StagedRange } from './fill-placeholders.ts';
import { runBatch } from './run-batch.ts';
import type { StepsSession } from './steps-session.ts';

interface Request {
  /** The step, counted from 1. */
  readonly seq: number;
  /** Gives the records that fail, as `_file, _record`. */
  readonly select: string;
  readonly staged: StagedRange;
}

/** What the parts of one check have in common. */
interface Work extends Request {
  readonly session: StepsSession;
  readonly step: CheckStep;
  /** Records that one transaction moves. */
  readonly size: number;
  /** Runs a transaction of the step, each under the next number. */
  readonly batch: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Moves the staged records that fail a check to the rejects: in one transaction if it can take them all, else in parts.
 * Before the first part all of them are noted in the ledger, and a run that finds such notes of a dead one finishes
 * them before it looks itself: a check that compares records finds others as soon as some are gone.
 */
export async function rejectFailed(
  session: StepsSession,
  step: CheckStep,
  request: Request,
): Promise<FailedCount[]> {
  const { connection } = session;
  const size = await recordsPerPart(connection, stageOf(session, step));
  let batchNo = 0;
  const batch: Work['batch'] = (run) =>
    runBatch(session, { seq: request.seq, batchNo: batchNo++, fileIds: request.staged.fileIds }, run);
  const work: Work = { ...request, session, step, size, batch };
  const ofDeadRun = await moveNoted(work, await notedFiles(work));
  const few = await batch(async () => {
    const found = await collectFailed(connection, request.select);
    if (found.reduce((sum, { count }) => sum + count, 0) > size) return null;
    await reject(work, found);
    return found;
  });
  if (few !== null) return [...ofDeadRun, ...few];
  await note(work);
  return [...ofDeadRun, ...(await moveNoted(work, request.staged.fileIds))];
}

/** Removes the notes of files that no step works on any more: superseded ones, and ones to be loaded again. */
export async function forgetNotes({ connection, databases }: Pick<StepsSession, 'connection' | 'databases'>) {
  const files = quoteQualified(databases.meta, 'ingest_file');
  const needed = `SELECT file_id FROM ${files} WHERE state IN ('loaded', 'waiting')`;
  await deleteInParts(
    connection,
    { database: databases.meta, table: 'ingest_found' },
    `file_id NOT IN (${needed})`,
  );
}

function stageOf({ stages }: StepsSession, { file }: CheckStep) {
  const stage = stages.get(file);
  if (stage === undefined) throw new Error(`no staging table for file "${file}"`);
  return stage;
}

async function reject({ session, step, staged }: Work, found: readonly FailedCount[]): Promise<void> {
  await rejectCollected(session, found, {
    stageTable: staged.table,
    violation: { rule: step.check, column: step.column ?? null, reason: step.reason },
    action: 'reject',
  });
}

function tableOf({ session }: Work) {
  const table = { database: session.databases.meta, table: 'ingest_found' };
  return { ...table, name: quoteQualified(table.database, table.table) };
}

/** The files of which all that the check found is noted. */
async function notedFiles(work: Work): Promise<number[]> {
  const { session, staged, step } = work;
  const rows = await session.connection.query<{ fileId: number }>(
    `SELECT CAST(file_id AS DOUBLE) AS fileId FROM ${tableOf(work).name}
      WHERE file_id IN (${staged.fileIds.join(', ')}) AND rule = ? AND record_no = 0`,
    [step.check],
  );
  return rows.map(({ fileId }) => fileId);
}

/** Notes all records that fail; that these are all of them is the last thing that is written. */
async function note(work: Work): Promise<void> {
  const { session, step, staged, select } = work;
  const { connection, ledger } = session;
  const table = tableOf(work);
  const rule = quoteText(step.check);
  const ofThis = `file_id IN (${staged.fileIds.join(', ')}) AND rule = ${rule}`;
  // What a run has noted that died before it had noted all.
  await deleteInParts(connection, table, ofThis);
  const asOwner = (sql: string) =>
    connection.transaction(async () => {
      await ledger.hold(staged.fileIds);
      await connection.run(sql);
    });
  const insert = `INSERT IGNORE INTO ${table.name} (file_id, rule, record_no)`;
  await searchInParts(connection, { select, stage: stageOf(session, step) }, async (collect) => {
    await connection.transaction(async () => {
      await ledger.hold(staged.fileIds);
      await collect();
      await connection.run(`${insert} SELECT _file, ${rule}, _record FROM ${FAILED}`);
    });
  });
  await asOwner(`${insert} VALUES ${staged.fileIds.map((id) => `(${id}, ${rule}, 0)`).join(', ')}`);
}

/** Moves the noted records of files to the rejects, part after part, and then forgets that there were any. */
async function moveNoted(work: Work, fileIds: readonly number[]): Promise<FailedCount[]> {
  if (fileIds.length === 0) return [];
  const { session, step, size } = work;
  const { connection } = session;
  const { name } = tableOf(work);
  const rule = quoteText(step.check);
  const ofThis = `file_id IN (${fileIds.join(', ')}) AND rule = ${rule}`;
  const next =
    `SELECT file_id AS _file, record_no AS _record FROM ${name} WHERE ${ofThis} AND record_no > 0 ` +
    `ORDER BY file_id, record_no LIMIT ${size}`;
  const moved: FailedCount[] = [];
  for (;;) {
    const part = await work.batch(async () => {
      const found = await collectFailed(connection, next);
      await reject(work, found);
      await connection.run(
        found.length > 0
          ? `DELETE d FROM ${name} AS d JOIN ${FAILED} AS f ON d.file_id = f._file AND d.record_no = f._record WHERE d.rule = ${rule}`
          : `DELETE FROM ${name} WHERE ${ofThis}`,
      );
      return found;
    });
    if (part.length === 0) return moved;
    moved.push(...part);
  }
}
