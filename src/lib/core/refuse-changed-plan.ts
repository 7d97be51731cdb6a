import { AetherError } from './errors.ts';
import { type Plan, planHash } from './plan.ts';

/** Throws PLAN_CHANGED unless the plan that is about to run is the one that was confirmed. */
export function refuseChangedPlan(confirmed: Plan, current: Plan): void {
  if (planHash(confirmed) === planHash(current)) return;
  throw new AetherError(
    'PLAN_CHANGED',
    `${current.title}: something has changed since the plan was confirmed; nothing was run`,
    { hint: 'run the same command again and read the new plan' },
  );
}
