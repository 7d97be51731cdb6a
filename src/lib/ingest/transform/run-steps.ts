import { AetherError, throwIfAborted } from '../../core/errors.ts';
import { describeExcess } from '../../core/reject-budget.ts';
import { runStep, type StepEnd } from '../../core/run-step.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import type { StepSpec } from '../source/source-schema.ts';
import { type CheckResult, runCheck } from './run-check.ts';
import { runUpsert, type UpsertResult } from './run-upsert.ts';
import type { StepFiles } from './step-files.ts';
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
export async function runSteps(
  session: Omit<StepsSession, 'staged'>,
  files: StepFiles,
): Promise<StepsResult> {
  const { context } = session;
  const checks: CheckResult[] = [];
  const targets: UpsertResult[] = [];
  for (const [index, step] of session.source.steps.entries()) {
    throwIfAborted(context.signal);
    await session.lease.fence();
    await runStep(context, { id: `step-${index + 1}`, title: titleOf(step) }, async () => {
      const staged = files.staged();
      const waitsFor = files.waitsForIn(step, index);
      try {
        if ('check' in step) {
          const result = await runCheck({ ...session, staged }, step, { seq: index + 1, waitsFor });
          checks.push(result);
          files.take(
            result.overBudget.map(({ fileId }) => fileId),
            index + 1,
          );
          return endOfCheck(result);
        }
        const result = await runUpsert({ ...session, staged }, step, index + 1);
        targets.push(result);
        files.take(
          result.overBudget.map(({ fileId }) => fileId),
          index + 1,
        );
        return endOfUpsert(result, waitsFor);
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

function endOfCheck(result: CheckResult): StepEnd {
  const isSkipped = result.verdict === 'not_judged';
  const end = { detail: describeCheck(result), ...(isSkipped && { outcome: 'skipped' as const }) };
  return overBudgetEnd(result) ?? end;
}

function describeCheck({ count, action, verdict, waitsFor }: CheckResult): string {
  if (verdict === 'not_judged') return `not judged: ${notLoaded(waitsFor)}`;
  if (verdict === 'not_applicable') return 'no records';
  if (verdict === 'clean') return verdict;
  const verb = { reject: 'rejected', warn: 'flagged', wait: 'waiting for other files' }[action];
  const rest = waitsFor.length > 0 ? `; others are not judged: ${notLoaded(waitsFor)}` : '';
  return `${formatNumberOf(count, 'record')} ${verb}${rest}`;
}

function endOfUpsert(result: UpsertResult, waitsFor: readonly string[]): StepEnd {
  const { inserted, updated, unchanged, rejected } = result;
  const rest = waitsFor.length > 0 ? `; not all records are judged: ${notLoaded(waitsFor)}` : '';
  const refused = rejected === 0 ? '' : `, ${formatCount(rejected)} rejected`;
  const counts = `${formatCount(inserted)} inserted, ${formatCount(updated)} updated, ${formatCount(unchanged)} unchanged`;
  return overBudgetEnd(result) ?? { detail: `${counts}${refused}${rest}` };
}

function overBudgetEnd({ overBudget: [over] }: Pick<CheckResult, 'overBudget'>): StepEnd | undefined {
  if (over === undefined) return undefined;
  return { outcome: 'failed', detail: `${describeExcess(over.excess)}: no further step sees the file` };
}

/** `products.csv is not loaded`. */
function notLoaded(waitsFor: readonly string[]): string {
  const [first = '', ...others] = waitsFor;
  if (others.length === 0) return `${first} is not loaded`;
  return others.length > 2
    ? `${first} and ${others.length} more files are not loaded`
    : `${[first, ...others].join(', ')} are not loaded`;
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
