import { AetherError } from '../../core/errors.ts';
import { pendingSteps, type Plan } from '../../core/plan.ts';

/**
 * Throws PLAN_CHANGED if there is more to do than was confirmed. Less is welcome: while the locks were waited for, the work
 * of an earlier run ended.
 */
export function requireWithin(confirmed: Plan, current: Plan): void {
  const known = new Map(pendingSteps(confirmed).map((step) => [step.id, step]));
  const added = pendingSteps(current).filter((step) => {
    const before = known.get(step.id);
    return before === undefined || (step.destructive === true && before.destructive !== true);
  });
  if (added.length === 0) return;
  throw new AetherError(
    'PLAN_CHANGED',
    `${current.title}: more is to be done than was confirmed: ${added.map(({ subject, summary }) => `${subject}: ${summary}`).join('; ')}`,
    { hint: 'run the same command again and read the new plan' },
  );
}
