import type { ErrorCode } from '../../core/error-codes.ts';
import { AetherError } from '../../core/errors.ts';
import { pendingSteps, type Plan, type Step } from '../../core/plan.ts';
import { type PlanRunner, runPlan } from './run-plan.ts';

/** What was found, and what there is to do about it. */
export interface Look<S extends Step, Facts> {
  readonly facts: Facts;
  readonly plan: Plan<S>;
}

export interface Convergence<S extends Step, Facts> extends PlanRunner<S> {
  /** Looks at everything again and plans from it; rounds count from 1. */
  readonly look: (round: number) => Promise<Look<S, Facts>>;
  /** How often a plan is run: what one round finds broken only on its way, the next one repairs. */
  readonly rounds: number;
  /** Raised if there is still something to do after the last round. */
  readonly unfinished: { readonly code: ErrorCode; readonly hint: string };
}

export interface Converged<Facts> {
  /** How many steps changed something; 0 if all was right already. */
  readonly changed: number;
  /** As they were seen by the last look, which found nothing to do. */
  readonly facts: Facts;
}

/**
 * Looks, plans and runs until a look finds nothing to do, so that it can be ended at any moment and called again.
 * Throws what failed, or what is still open after the last round.
 */
export async function converge<S extends Step, Facts>(
  context: { readonly signal: AbortSignal },
  work: Convergence<S, Facts>,
): Promise<Converged<Facts>> {
  let changed = 0;
  for (let round = 1; ; round += 1) {
    const { plan, facts } = await work.look(round);
    const pending = pendingSteps(plan);
    if (pending.length === 0) return { changed, facts };
    if (round > work.rounds) throw stillOpen(pending, work);
    await runPlan(context, plan, work);
    changed += pending.length;
  }
}

function stillOpen<S extends Step, Facts>(
  steps: readonly S[],
  { rounds, unfinished }: Convergence<S, Facts>,
): AetherError {
  const open = steps.map(({ subject, summary }) => `${subject}: ${summary}`);
  return new AetherError(unfinished.code, `still to do after ${rounds} rounds: ${open.join('; ')}`, {
    hint: unfinished.hint,
    details: { open },
  });
}
