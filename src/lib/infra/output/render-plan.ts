import type { Style, TextView } from '../../core/command.ts';
import { pendingSteps, type Plan, type StepAction } from '../../core/plan.ts';

const MARKS: Readonly<Record<StepAction, string>> = {
  create: '+',
  load: '+',
  start: '>',
  run: '>',
  change: '~',
  stop: '-',
  delete: '-',
  keep: '=',
};

/** A plan as a table with one line per step, its reasons beneath, and a closing count. */
export function renderPlan(plan: Plan, style: Style, table: TextView['table']): string {
  if (plan.steps.length === 0) return `${style.strong(plan.title)}\n  nothing to do`;
  const rows = plan.steps.map((step) => [
    `  ${paintMark(step.action, style)}`,
    step.action,
    step.destructive === true ? style.bad(step.subject) : step.subject,
    [step.summary, ...(step.why === undefined ? [] : [style.dim(`(${step.why})`)])].join(' '),
    step.cost ?? '',
  ]);
  const pending = pendingSteps(plan).length;
  const kept = plan.steps.length - pending;
  const closing =
    pending === 0 ? 'nothing to change' : `${pending} to do${kept > 0 ? `, ${kept} already right` : ''}`;
  return [
    style.strong(plan.title),
    table(['', '', '', '', ''], rows).replace(/^\s*\n/, ''),
    `  ${closing}`,
  ].join('\n');
}

function paintMark(action: StepAction, style: Style): string {
  const mark = MARKS[action];
  if (mark === '-') return style.bad(mark);
  return mark === '=' ? style.dim(mark) : style.good(mark);
}
