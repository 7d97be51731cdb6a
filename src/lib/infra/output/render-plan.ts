import type { Style, TextView } from '../../core/command.ts';
import { pendingSteps, type Plan, type Step, type StepAction } from '../../core/plan.ts';
import { formatCount } from '../../core/units.ts';

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

/** A plan that changes nothing shows why, if that takes no more lines than this. */
const FEW = 3;

/** A plan as a table with one line per step that changes something, its reasons beneath, and a closing count. */
export function renderPlan(plan: Plan, style: Style, table: TextView['table']): string {
  if (plan.steps.length === 0) return `${style.strong(plan.title)}\n  nothing to change`;
  const pending = pendingSteps(plan).length;
  const shown = plan.steps.filter((step) => isShown(step, pending === 0 ? plan.steps.length : Infinity));
  const rows = shown.map((step) => [
    `  ${paintMark(step.action, style)}`,
    step.action,
    step.destructive === true ? style.bad(step.subject) : step.subject,
    [step.summary, ...(step.why === undefined ? [] : [style.dim(`(${step.why})`)])].join(' '),
    step.cost ?? '',
  ]);
  return [
    style.strong(plan.title),
    ...(rows.length === 0 ? [] : [table(['', '', '', '', ''], rows)]),
    `  ${closingLine(pending, plan.steps.length - pending)}`,
  ].join('\n');
}

/** @param steps how many the plan has, if none of them changes anything */
function isShown({ action, notable }: Step, steps: number): boolean {
  return action !== 'keep' || notable === true || steps <= FEW;
}

function closingLine(pending: number, kept: number): string {
  const first = pending === 0 ? 'nothing to change' : `${formatCount(pending)} to do`;
  return kept === 0 ? first : `${first}, ${formatCount(kept)} kept`;
}

function paintMark(action: StepAction, style: Style): string {
  const mark = MARKS[action];
  if (mark === '-') return style.bad(mark);
  return mark === '=' ? style.dim(mark) : style.good(mark);
}
