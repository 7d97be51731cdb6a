import type { TextView } from '../../core/command.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { LintReport } from './lint-schema.ts';

/** The findings that nobody has waived, then what the file of waivers has too much. */
export function renderLint(
  { rules, findings, idle, not_checked: server }: LintReport & { readonly not_checked: readonly string[] },
  view: TextView,
): string {
  const open = findings.filter(({ waived }) => waived === null);
  const paint = { error: view.style.bad, warn: view.style.warn };
  const lines = open.flatMap(({ level, rule, object, fault, repair }) => [
    `${paint[level](level.padEnd(5))}  ${object} ${fault}`,
    `       ${view.style.dim(`${rule}: ${repair}`)}`,
  ]);
  const unused = idle.map(
    ({ rule, object, until }) =>
      `${view.style.warn('warn ')}  the waiver of ${rule} for ${object} ${until === undefined ? 'waives nothing' : `ended on ${until}, or waives nothing`}`,
  );
  const waived = findings.length - open.length;
  const count = open.length === 0 ? view.style.good('no findings') : formatNumberOf(open.length, 'finding');
  const left = server.length === 0 ? [] : [view.style.dim(`only a server shows: ${server.join(', ')}`)];
  return [...lines, ...unused, `${count} (${formatNumberOf(rules, 'rule')}, ${waived} waived)`, ...left].join(
    '\n',
  );
}
