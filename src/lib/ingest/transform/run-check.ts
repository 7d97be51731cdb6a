import { WHOLE_FILE, writeRuleCounts } from '../load/chunk-ledger.ts';
import type { CheckStep } from '../source/source-schema.ts';
import { fillPlaceholders, type StagedRange } from './fill-placeholders.ts';
import { collectFailed, type FailedCount } from '../stage/reject-staged.ts';
import { rejectFailed } from './reject-failed.ts';
import { runBatch } from './run-batch.ts';
import { stagedFor, type StepsSession } from './steps-session.ts';
import { type OverBudgetFile, weighRejects } from './weigh-rejects.ts';

/** What a check found. */
export interface CheckResult {
  readonly rule: string;
  readonly file: string;
  readonly action: CheckStep['on_fail'];
  readonly count: number;
  /** Files with records that wait for others. */
  readonly waitingFiles: readonly number[];
  /** Files that have too many rejects now; nothing of them is staged any more. */
  readonly overBudget: readonly OverBudgetFile[];
  readonly verdict: CheckVerdict;
  /** The files that are not loaded, for want of which records were not judged. */
  readonly waitsFor: readonly string[];
}

/**
 * clean: no record fails. found: some do. not_judged: a file is not loaded, and what the check would find without it
 * says nothing. not_applicable: there is no record to look at.
 */
export type CheckVerdict = 'clean' | 'found' | 'not_judged' | 'not_applicable';

/** The select of the records that fail a check. */
export function checkSelect(step: CheckStep, staged: StagedRange): string {
  return fillPlaceholders(
    `SELECT s._file, s._record FROM {{${step.file}}} AS s WHERE (${step.where})`,
    staged,
  );
}

/**
 * Runs one check and does to the records that fail what the source says; then weighs the files that it rejected records
 * of. Rejects are moved in as many transactions as their number takes; all else is one. `waitsFor` are files that are not loaded: the records that need them are not staged here,
 * and a warning, which takes no record out, is not looked for at all.
 */
export async function runCheck(
  session: StepsSession,
  step: CheckStep,
  { seq, waitsFor }: { readonly seq: number; readonly waitsFor: readonly string[] },
): Promise<CheckResult> {
  const { connection } = session;
  const staged = stagedFor(session, step);
  const named = { rule: step.check, file: step.file, action: step.on_fail, waitsFor };
  if (staged.fileIds.length === 0 || (waitsFor.length > 0 && step.on_fail === 'warn')) {
    const verdict = waitsFor.length > 0 ? 'not_judged' : 'not_applicable';
    return { ...named, verdict, count: 0, waitingFiles: [], overBudget: [] };
  }
  const select = checkSelect(step, staged);
  const look = async () => {
    const found = await collectFailed(connection, select);
    if (step.on_fail === 'warn') await recordWarnings(session, step, found);
    return found;
  };
  const counts =
    step.on_fail === 'reject'
      ? await rejectFailed(session, step, { seq, select, staged })
      : await runBatch(session, { seq, batchNo: 0, fileIds: staged.fileIds }, look);
  const count = counts.reduce((sum, row) => sum + row.count, 0);
  return {
    ...named,
    count,
    verdict: count > 0 ? 'found' : waitsFor.length > 0 ? 'not_judged' : 'clean',
    waitingFiles: step.on_fail === 'wait' ? counts.map((row) => row.fileId) : [],
    overBudget: step.on_fail === 'reject' ? await weighRejects(session, step) : [],
  };
}

async function recordWarnings(
  session: StepsSession,
  step: CheckStep,
  counts: readonly FailedCount[],
): Promise<void> {
  for (const { fileId, count, firstRecord } of counts) {
    const seen = { count, firstRecord, firstLine: await lineOf(session, fileId, firstRecord) };
    await writeRuleCounts(session.connection, session.databases.meta, { fileId, chunkNo: WHOLE_FILE }, [
      { rule: step.check, column: step.column ?? null, action: 'warn', ...seen },
    ]);
  }
}

async function lineOf(session: StepsSession, fileId: number, record: number): Promise<number> {
  await using locator = await session.records.open(fileId);
  const [found] = await locator.find(new Map([[record, []]]));
  return found?.line ?? 0;
}
