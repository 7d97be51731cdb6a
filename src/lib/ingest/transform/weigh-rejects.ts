import { type Excess, overspent } from '../../core/reject-budget.ts';
import { addRejects, budgetOf, NO_REJECTS } from '../load/count-rejects.ts';
import { unstageFile } from '../load/unstage-file.ts';
import type { StepSpec } from '../source/source-schema.ts';
import { stagedFor, type StepsSession } from './steps-session.ts';

/** A file that a step has put over its budget. */
export interface OverBudgetFile {
  readonly fileId: number;
  readonly excess: Excess;
}

/**
 * Weighs the files that a step has rejected records of. One that is over its budget is taken out of staging, as one
 * that was over it while it was loaded: no later step sees it. Every file is weighed, not only those of which this run
 * found records, because a run may have died between a check and this.
 */
export async function weighRejects(session: StepsSession, step: StepSpec): Promise<OverBudgetFile[]> {
  const { connection, databases, ledger } = session;
  const { fileIds } = stagedFor(session, step);
  const stage = session.stages.get(step.file);
  const budget = budgetOf(session.budgets, step.file);
  const over: OverBudgetFile[] = [];
  for (const fileId of fileIds) {
    const totals = await ledger.sumUp(fileId);
    const excess = overspent(
      budget,
      addRejects(NO_REJECTS, { ...totals, rules: await ledger.rules(fileId) }),
    );
    if (excess === undefined) continue;
    await session.lease.fence();
    await ledger.setState([fileId], 'failed');
    if (stage !== undefined) await unstageFile(connection, stage, { meta: databases.meta, fileId });
    over.push({ fileId, excess });
  }
  return over;
}
