import type { TextView } from '../../core/command.ts';
import { pendingSteps, type Plan } from '../../core/plan.ts';
import { formatNumberOf } from '../../core/units.ts';

/** Steps that keep although their time has come: somebody has to look at them. */
export function obstaclesOf({ steps }: Plan): string[] {
  return steps.flatMap(({ subject, summary, facts }) =>
    facts?.['obstacles'] === undefined ? [] : [`${subject} ${summary}`],
  );
}

/** What was done, and what stays for a reason. */
export function renderDone(plan: Plan, view: TextView): string {
  const done = pendingSteps(plan).length;
  const kept = plan.steps.filter(({ action }) => action === 'keep');
  return [
    done === 0 ? 'Nothing to do.' : `${formatNumberOf(done, 'step')} done.`,
    ...kept.map(({ subject, summary }) => `${view.style.warn('stays')}  ${subject}: ${summary}`),
  ].join('\n');
}
