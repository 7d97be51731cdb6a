import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { UpsertStep } from '../source/source-schema.ts';
import { selfReferences } from '../target/self-references.ts';
import type { StagedRange } from './fill-placeholders.ts';
import { nameRefused } from './name-refused.ts';
import { type PreparedUpsert, prepareUpsert } from './prepare-upsert.ts';
import { rejectRecords } from './reject-records.ts';
import { prepareRepeats } from './repeats-table.ts';
import { runBatch } from './run-batch.ts';
import { stagedFor, type StepsSession } from './steps-session.ts';
import { upsertRecords } from './upsert-records.ts';
import { type UpsertCounts, upsertRows } from './upsert-rows.ts';
import { type OverBudgetFile, weighRejects } from './weigh-rejects.ts';

/** What an upsert did to its target. */
export interface UpsertResult extends UpsertCounts {
  readonly target: string;
  /** Records that the server refused; only of a `per_record` step. */
  readonly rejected: number;
  /** Files that have too many rejects now; nothing of them is staged any more. */
  readonly overBudget: readonly OverBudgetFile[];
}

type BatchCounts = UpsertCounts & Pick<UpsertResult, 'rejected'>;

/** Staged records that one transaction of a `per_record` step works through; few enough for the peers of a cluster. */
const RECORDS_PER_BATCH = 50_000;

/** Runs one upsert, in batches where its rows come record by record; each batch is one transaction with its counts. */
export async function runUpsert(session: StepsSession, step: UpsertStep, seq: number): Promise<UpsertResult> {
  let total: BatchCounts = { inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  for (const [batchNo, staged] of (await batches(session, step)).entries()) {
    const statements = await prepareUpsert(session, step, staged);
    if (statements.history !== null) await prepareRepeats(session.connection, statements.history.repeats);
    const result = await runBatch(session, { seq, batchNo, fileIds: staged.fileIds }, async () => {
      const startedAt = session.context.clock.seconds();
      const counts = await upsertBatch(session, step, { staged, statements });
      const elapsedMs = Math.round((session.context.clock.seconds() - startedAt) * 1000);
      await record(session, { seq, target: step.upsert }, counts, elapsedMs);
      return counts;
    });
    total = {
      inserted: total.inserted + result.inserted,
      updated: total.updated + result.updated,
      unchanged: total.unchanged + result.unchanged,
      rejected: total.rejected + result.rejected,
    };
  }
  const overBudget = step.per_record ? await weighRejects(session, step) : [];
  return { target: step.upsert, ...total, overBudget };
}

async function upsertBatch(
  session: StepsSession,
  step: UpsertStep,
  { staged, statements }: { readonly staged: StagedRange; readonly statements: PreparedUpsert },
): Promise<BatchCounts> {
  const { connection } = session;
  const { records } = staged;
  if (records === undefined) {
    try {
      return { ...(await upsertRows(connection, step.upsert, statements)), rejected: 0 };
    } catch (thrown) {
      throw await nameRefused(connection, step.upsert, { statements, thrown });
    }
  }
  const { counts, refused } = await upsertRecords(session, step, { staged, records, statements });
  await rejectRecords(session, staged, refused);
  return { ...counts, rejected: refused.size };
}

async function record(
  session: StepsSession,
  { seq, target }: { readonly seq: number; readonly target: string },
  counts: UpsertCounts,
  elapsedMs: number,
): Promise<void> {
  const { connection, databases, context, source } = session;
  await connection.run(
    `INSERT INTO ${quoteQualified(databases.meta, 'ingest_transform')}
       (run_id, source, seq, target, inserted, updated, unchanged, started_at, finished_at, elapsed_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), ?)
     ON DUPLICATE KEY UPDATE elapsed_ms = elapsed_ms + VALUES(elapsed_ms), inserted = inserted + VALUES(inserted), updated = updated + VALUES(updated),
       unchanged = unchanged + VALUES(unchanged), finished_at = VALUES(finished_at)`,
    [context.runId, source.source, seq, target, counts.inserted, counts.updated, counts.unchanged, elapsedMs],
  );
}

/**
 * The staged records cut into batches of the driving file; all at once where the step looks at them as a whole. A history
 * takes file after file, so that a later one corrects an earlier one as if they had come in two runs.
 */
async function batches(session: StepsSession, step: UpsertStep): Promise<StagedRange[]> {
  const driving = stagedFor(session, step);
  if (!step.per_record) {
    if (step.history === undefined) return [driving];
    return driving.fileIds.map((id) => ({ ...driving, fileIds: [id] }));
  }
  const found: StagedRange[] = [];
  // The parent of a record may be anywhere in the file.
  const own = await selfReferences(session.connection, {
    database: session.databases.data,
    table: step.upsert,
  });
  const size = own.length > 0 ? Number.MAX_SAFE_INTEGER : RECORDS_PER_BATCH;
  for (const fileId of driving.fileIds) {
    const [row] = await session.connection.query<{ last: string | null }>(
      `SELECT MAX(_record) AS last FROM ${driving.table} WHERE _file = ?`,
      [fileId],
    );
    const last = Number(row?.last ?? 0);
    for (let from = 1; from <= last; from += size) {
      found.push({ ...driving, fileIds: [fileId], records: { from, to: Math.min(from + size - 1, last) } });
    }
  }
  return found;
}
