import type { TextView } from '../core/command.ts';
import { pendingSteps } from '../core/plan.ts';
import { formatCount, formatNumberOf } from '../core/units.ts';
import type { PartitionPlan, PartitionStep } from './plan-partitions.ts';

const HEAD = ['TABLE', 'MADE UNTIL', 'AHEAD', 'WANTED', 'IN PMAX', 'NEXT'] as const;

/** Tables that need somebody: they cannot be looked after, or rows stay in pmax. */
export function troubledTables({ steps }: PartitionPlan): PartitionStep[] {
  return steps.filter(({ strays, facts }) => strays !== null || facts?.['problem'] !== undefined);
}

/** A line for each table with a policy, and what `apply` does about it. */
export function renderPartitionPlan(plan: PartitionPlan, view: TextView): string {
  const rows = plan.steps.map(({ subject, summary, facts = {}, action }) => {
    if (facts['problem'] !== undefined) return [subject, 'unknown', '', '', '', view.style.bad(summary)];
    const cell = (name: 'made_until' | 'months_ahead' | 'premake_months') =>
      `${facts[name] as string | number}`;
    const late = Number(facts['late_rows']);
    return [
      subject,
      cell('made_until'),
      cell('months_ahead'),
      cell('premake_months'),
      late === 0 ? '0' : view.style.warn(formatCount(late)),
      action === 'keep' ? '' : summary,
    ];
  });
  const changes = pendingSteps(plan);
  const costs = changes.flatMap(({ subject, cost, why }) => [
    `${subject}: ${[why, cost].filter(Boolean).join('; ')}`,
  ]);
  return [
    view.table(HEAD, rows, { drop: ['WANTED', 'AHEAD'] }),
    ...costs,
    ...strayLines(plan, view),
    endLine(changes.length),
  ].join('\n');
}

/** What was made, and what is left to do for people. */
export function renderAppliedPartitions(plan: PartitionPlan, view: TextView): string {
  const made = pendingSteps(plan).length;
  const done = made === 0 ? 'Every table has its months ahead.' : `${formatNumberOf(made, 'table')} changed.`;
  return [done, ...strayLines(plan, view)].join('\n');
}

function strayLines(plan: PartitionPlan, view: TextView): string[] {
  return troubledTables(plan).map(
    ({ subject, summary }) => `${view.style.warn('warning')}  ${subject}: ${summary}`,
  );
}

function endLine(changes: number): string {
  return changes === 0
    ? 'No partition to make.'
    : `${formatNumberOf(changes, 'table')} to change: aether partitions apply`;
}
