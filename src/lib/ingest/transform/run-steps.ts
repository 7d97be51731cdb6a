import { AetherError, throwIfAborted } from '../../core/errors.ts';
import { describeExcess } from '../../core/reject-budget.ts';
import { runStep, type StepEnd } from '../../core/run-step.ts';
import { formatCount } from '../../core/units.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import type { StepSpec } from '../source/source-schema.ts';
import type { StagedRange } from './fill-placeholders.ts';
import { type CheckResult, runCheck } from './run-check.ts';
import { runUpsert, type UpsertResult } from './run-upsert.ts';
import type { StepsSession } from './steps-session.ts';

export interface StepsResult {
  readonly checks: readonly CheckResult[];
  readonly targets: readonly UpsertResult[];
}

const DUPLICATE_KEY = 1062;

/**
 * Runs the steps of a source in order over its staged records. Every step is idempotent, so that a run that died is
 * simply run again; within a run each of its transactions takes effect once. Throws STEP_FAILED naming the step.
 */
export async function runSteps(session: StepsSession): Promise<StepsResult> {
  const { context } = session;
  const checks: CheckResult[] = [];
  const targets: UpsertResult[] = [];
  let { staged } = session;
  for (const [index, step] of session.source.steps.entries()) {
    throwIfAborted(context.signal);
    await session.lease.fence();
    await runStep(context, { id: `step-${index + 1}`, title: titleOf(step) }, async () => {
      try {
        if ('check' in step) {
          const result = await runCheck({ ...session, staged }, step, index + 1);
          checks.push(result);
          staged = without(staged, step.file, result.overBudget);
          return endOfCheck(result);
        }
        const result = await runUpsert({ ...session, staged }, step, index + 1);
        targets.push(result);
        return { detail: describeUpsert(result) };
      } catch (thrown) {
        throw stepFailed(step, thrown);
      }
    });
  }
  return { checks, targets };
}

function titleOf(step: StepSpec): string {
  return 'check' in step ? `check ${step.check}` : `upsert ${step.upsert}`;
}

/** The staged records without those of the files that have just been taken out. */
function without(
  staged: ReadonlyMap<string, StagedRange>,
  fileKey: string,
  taken: readonly { readonly fileId: number }[],
): ReadonlyMap<string, StagedRange> {
  const range = staged.get(fileKey);
  if (range === undefined || taken.length === 0) return staged;
  const fileIds = range.fileIds.filter((id) => taken.every(({ fileId }) => fileId !== id));
  return new Map([...staged, [fileKey, { ...range, fileIds }]]);
}

function endOfCheck(result: CheckResult): StepEnd {
  const [over] = result.overBudget;
  if (over === undefined) return { detail: describeCheck(result) };
  return { outcome: 'failed', detail: `${describeExcess(over.excess)}: no further step sees the file` };
}

function describeCheck({ count, action }: CheckResult): string {
  const verb = { reject: 'rejected', warn: 'to look at', wait: 'waiting for other files' }[action];
  return count === 0 ? 'clean' : `${formatCount(count)} records ${verb}`;
}

function describeUpsert({ inserted, updated, unchanged }: UpsertResult): string {
  return `${formatCount(inserted)} inserted, ${formatCount(updated)} updated, ${formatCount(unchanged)} unchanged`;
}

function stepFailed(step: StepSpec, thrown: unknown): unknown {
  const errno = serverErrno(thrown);
  if (!(thrown instanceof AetherError) || errno === undefined || thrown.code !== 'MARIADB_QUERY_FAILED')
    return thrown;
  return new AetherError('STEP_FAILED', `${titleOf(step)} failed; its transaction was rolled back`, {
    cause: thrown,
    details: thrown.details,
    ...(errno === DUPLICATE_KEY
      ? {
          hint: 'the select gives two rows with one key: group them, or reject the second record by a check before',
        }
      : {}),
  });
}
