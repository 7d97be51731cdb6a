import type { TextView } from '../../core/command.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { BrokenRule, VerifyReport } from './verify-schema.ts';

const FAULTS: Readonly<Record<BrokenRule['kind'], (rule: string) => string>> = {
  check: (rule) => `against the CHECK ${rule}`,
  foreign_key: (rule) => `without a parent for the foreign key ${rule}`,
  rule: (rule) => `of which each ${rule}`,
};

/** A line for each rule that is broken, with the key of one row; then what was evaluated. */
export function renderVerify({ constraints, tables, broken }: VerifyReport, view: TextView): string {
  const lines = broken.map(
    ({ kind, table, rule, rows, example }) =>
      `${view.style.bad('fail')}  ${table}: ${formatNumberOf(rows, 'row')} ${FAULTS[kind](rule)}, such as ${example}`,
  );
  const count =
    broken.length === 0
      ? view.style.good('every row keeps every rule')
      : formatNumberOf(broken.length, 'broken rule');
  return [
    ...lines,
    `${count} (${formatNumberOf(constraints, 'constraint')} of ${formatNumberOf(tables, 'table')})`,
  ].join('\n');
}
