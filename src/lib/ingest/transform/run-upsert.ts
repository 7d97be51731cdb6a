import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { UpsertStep } from '../source/source-schema.ts';
import { recordsPerPart } from '../stage/search-in-parts.ts';
import { selfReferences } from '../target/self-references.ts';
import type { StagedRange } from './fill-placeholders.ts';
import { nameRefused } from './name-refused.ts';
import { type PreparedUpsert, prepareUpsert } from './prepare-upsert.ts';
import { rejectRecords } from './reject-records.ts';
import { prepareRepeats } from './repeats-table.ts';
import { runBatch } from './run-batch.ts';
import { stagedFor, type StepsSession } from './steps-session.ts';
import { upsertInParts } from './upsert-in-parts.ts';
import { upsertRecords } from './upsert-records.ts';
import { applyWanted, collectWanted, type UpsertCounts } from './upsert-rows.ts';
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

/**
 * Runs one upsert in transactions that a cluster can take, each with its counts: batches of staged records if its rows come
 * record by record; else one, or parts of the rows that the select gives, if those are too many.
 */
export async function runUpsert(session: StepsSession, step: UpsertStep, seq: number): Promise<UpsertResult> {
  let total: BatchCounts = { inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  let batchNo = 0;
  for (const staged of await batches(session, step)) {
    const statements = await prepareUpsert(session, step, staged);
    if (statements.history !== null) await prepareRepeats(session.connection, statements.history.repeats);
    const commit = <Counts extends UpsertCounts | null>(work: () => Promise<Counts>): Promise<Counts> =>
      runBatch(session, { seq, batchNo: batchNo++, fileIds: staged.fileIds }, async () => {
        const startedAt = session.context.clock.seconds();
        const counts = await work();
        const elapsedMs = Math.round((session.context.clock.seconds() - startedAt) * 1000);
        if (counts !== null) await record(session, { seq, target: step.upsert }, counts, elapsedMs);
        return counts;
      });
    total = sum(total, await upsertStaged(session, step, { staged, statements, commit }));
  }
  const overBudget = step.per_record ? await weighRejects(session, step) : [];
  return { target: step.upsert, ...total, overBudget };
}

interface Part {
  readonly staged: StagedRange;
  readonly statements: PreparedUpsert;
  /** Runs a transaction of the step and notes what it did; null: nothing. */
  readonly commit: <Counts extends UpsertCounts | null>(work: () => Promise<Counts>) => Promise<Counts>;
}

async function upsertStaged(session: StepsSession, step: UpsertStep, part: Part): Promise<BatchCounts> {
  const { staged, statements, commit } = part;
  const { records } = staged;
  if (records === undefined) return { ...(await upsertWhole(session, step, part)), rejected: 0 };
  return commit(async () => {
    const { counts, refused } = await upsertRecords(session, step, { staged, records, statements });
    await rejectRecords(session, staged, refused);
    return { ...counts, rejected: refused.size };
  });
}

/** An upsert that looks at its staged records as a whole. */
async function upsertWhole(
  session: StepsSession,
  step: UpsertStep,
  { staged, statements, commit }: Part,
): Promise<UpsertCounts> {
  const { connection } = session;
  const naming = async <Counts>(work: () => Promise<Counts>): Promise<Counts> => {
    try {
      return await work();
    } catch (thrown) {
      throw await nameRefused(connection, step.upsert, { statements, thrown });
    }
  };
  const stage = session.stages.get(step.file);
  const size = stage === undefined ? RECORDS_PER_BATCH : await recordsPerPart(connection, stage);
  if (!(await isMore(session, staged, size))) {
    const counts = await commit(() =>
      naming(async () => {
        const wanted = await collectWanted(connection, step.upsert, statements);
        // The select may give several rows of a record.
        return wanted > size ? null : applyWanted(connection, step.upsert, { statements, wanted });
      }),
    );
    if (counts !== null) return counts;
  }
  const inParts = { target: step.upsert, statements, size, naming };
  return upsertInParts(session, { ...inParts, commit: (work) => commit(() => naming(work)) });
}

/** Whether more records than these are staged of the files. */
async function isMore(
  { connection }: Pick<StepsSession, 'connection'>,
  { table, fileIds }: StagedRange,
  records: number,
): Promise<boolean> {
  if (fileIds.length === 0) return false;
  const rows = await connection.query(
    `SELECT 1 FROM ${table} WHERE _file IN (${fileIds.join(', ')}) LIMIT 1 OFFSET ${records}`,
  );
  return rows.length > 0;
}

function sum(left: BatchCounts, right: BatchCounts): BatchCounts {
  return {
    inserted: left.inserted + right.inserted,
    updated: left.updated + right.updated,
    unchanged: left.unchanged + right.unchanged,
    rejected: left.rejected + right.rejected,
  };
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
 * The staged records cut into batches of the driving file; all at once if the step looks at them as a whole. A history
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
