import type { TextView } from '../core/command.ts';
import { pendingSteps, type Plan, type Step } from '../core/plan.ts';

/** A plan by host: how many steps, how many change something, and these with what would change. */
export function renderProvisionPlan(plan: Plan, { style, table }: TextView, options: { readonly diff: boolean }): string {
  const hosts = [...new Set(plan.steps.map(({ host }) => host ?? 'here'))];
  const rows = hosts.map((host) => hostRow(host, plan.steps.filter((step) => (step.host ?? 'here') === host)));
  const changes = pendingSteps(plan).flatMap((step) => [
    `  ${step.destructive === true ? style.bad(step.subject) : style.strong(step.subject)}  ${step.summary}${step.why === undefined ? '' : ` (${step.why})`}`,
    ...(options.diff ? diffOf(step).map((line) => `      ${line.startsWith('-') ? style.bad(line) : line.startsWith('+') ? style.good(line) : style.dim(line)}`) : []),
  ]);
  const missing = plan.steps.filter(({ summary }) => summary.startsWith('not here'));
  return [
    style.strong(plan.title),
    table(['', '', '', ''], rows).replace(/^\s*\n/, ''),
    ...(changes.length === 0 ? [style.good('nothing to change')] : ['', ...changes]),
    ...(missing.length === 0 ? [] : ['', ...missing.map(({ subject, summary }) => style.dim(`  ${subject}  ${summary}`))]),
  ].join('\n');
}

function hostRow(host: string, steps: readonly Step[]): string[] {
  const pending = steps.filter(({ action }) => action !== 'keep').length;
  const skipped = steps.filter(({ summary }) => summary.startsWith('not here')).length;
  return [
    `  ${host}`,
    count(steps.length, 'step'),
    pending === 0 ? 'nothing to change' : `${pending} to change`,
    skipped === 0 ? '' : `${skipped} not here`,
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function diffOf({ facts }: Step): string[] {
  const diff = facts?.['diff'];
  return Array.isArray(diff) ? diff.map(String) : [];
}
