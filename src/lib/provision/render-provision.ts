import type { Style, TextView } from '../core/command.ts';
import type { ProvisionReport } from './provision.ts';
import { pendingSteps, type Plan, type Step } from '../core/plan.ts';

/** A plan by host: how many steps, how many change something, and these with what would change. */
export function renderProvisionPlan(plan: Plan, view: TextView, options: { readonly diff: boolean }): string {
  const { style } = view;
  const hosts = [...new Set(plan.steps.map(hostOf))];
  const rows = hosts.map((host) =>
    hostRow(
      host,
      plan.steps.filter((step) => hostOf(step) === host),
    ),
  );
  const changes = pendingSteps(plan).flatMap((step) => [
    changeLine(step, style),
    ...(options.diff ? diffOf(step).map((line) => `      ${paintDiff(line, style)}`) : []),
  ]);
  const missing = plan.steps
    .filter(isNotHere)
    .map(({ subject, summary }) => style.dim(`  ${subject}  ${summary}`));
  return [
    style.strong(plan.title),
    view.table(['', '', '', ''], rows),
    ...(changes.length === 0 ? [style.good('nothing to change')] : ['', ...changes]),
    ...(missing.length === 0 ? [] : ['', ...missing]),
  ].join('\n');
}

/** What a run has done. */
export function renderProvisioned(
  { changed, hosts, evidenceFile }: ProvisionReport,
  { style }: TextView,
): string {
  const done = `${count(changed, 'step')} done on ${count(hosts.length, 'host')}`;
  return `${style.good(changed === 0 ? 'nothing to change' : done)}\nevidence  ${evidenceFile}`;
}

/** What is not of one host is made on the operator's own machine. */
function hostOf({ host }: Step): string {
  return host ?? 'here';
}

function isNotHere({ facts }: Step): boolean {
  return facts?.['state'] === 'not here';
}

function changeLine({ destructive, subject, summary, why }: Step, style: Style): string {
  const name = destructive === true ? style.bad(subject) : style.strong(subject);
  return `  ${name}  ${summary}${why === undefined ? '' : ` (${why})`}`;
}

function paintDiff(line: string, style: Style): string {
  if (line.startsWith('-')) return style.bad(line);
  return line.startsWith('+') ? style.good(line) : style.dim(line);
}

function hostRow(host: string, steps: readonly Step[]): string[] {
  const pending = steps.filter(({ action }) => action !== 'keep').length;
  const skipped = steps.filter(isNotHere).length;
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
