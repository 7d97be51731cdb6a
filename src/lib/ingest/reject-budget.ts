import { AetherError } from '../core/errors.ts';

/** How many rejected records a file may have: a count, or a share of its records. */
export type RejectBudget =
  { readonly kind: 'count'; readonly count: number } | { readonly kind: 'share'; readonly percent: number };

const SHARE = /^(\d{1,3}(?:\.\d+)?)%$/;

/** Reads `100` or `1%`; throws USAGE for anything else. */
export function parseBudget(text: string | number): RejectBudget {
  if (/^\d+$/.test(String(text))) return { kind: 'count', count: Number(text) };
  const percent = Number(SHARE.exec(String(text))?.[1] ?? Number.NaN);
  if (percent >= 0 && percent <= 100) return { kind: 'share', percent };
  throw new AetherError('USAGE', `--max-rejects ${text}: not a count such as 100, nor a share such as 1%`);
}

/** Whether a complete file is over its budget. */
export function isOverBudget(budget: RejectBudget, rejected: number, parsed: number): boolean {
  return budget.kind === 'count' ? rejected > budget.count : rejected * 100 > budget.percent * parsed;
}

/** Whether a file is over its budget whatever its remaining records are like; a share is known only at the end. */
export function isSurelyOver(budget: RejectBudget, rejected: number): boolean {
  return budget.kind === 'count' && rejected > budget.count;
}

export function describeBudget(budget: RejectBudget): string {
  return budget.kind === 'count' ? String(budget.count) : `${budget.percent}%`;
}
