import { AetherError } from './errors.ts';
import { formatCount, formatNumberOf } from './units.ts';

/** How many: a count, or a share of the records of a file. */
export type Allowance =
  { readonly kind: 'count'; readonly count: number } | { readonly kind: 'share'; readonly percent: number };

/** How many rejected records a file may have, all in all and by single rules. */
export interface RejectBudget {
  readonly file: Allowance;
  readonly rules: ReadonlyMap<string, Allowance>;
}

/** What was rejected of a file so far; of a rule it is counted how often it was broken. */
export interface Rejects {
  readonly parsed: number;
  readonly rejected: number;
  readonly byRule: ReadonlyMap<string, number>;
}

/** What there is too much of. */
export interface Excess {
  /** null where it is the file as a whole. */
  readonly rule: string | null;
  readonly rejected: number;
  readonly allowed: Allowance;
}

export const BUDGET_HELP =
  'must be a count such as 100, or a share such as "1%"; of a rule after it: "1%,range=5"';

const PART = /^(?:([a-z][a-z0-9_]*)=)?(?:(\d+)|(\d{1,3}(?:\.\d+)?)%)$/;

/** Reads `100`, `1%` or `1%,range=5,duplicate_key=0.1%`; undefined for anything else. */
export function readBudget(text: string | number): RejectBudget | undefined {
  const parts = String(text).split(',').map(readPart);
  const [whole, ...rules] = parts;
  if (whole === undefined || whole.rule !== undefined) return undefined;
  const byRule = new Map<string, Allowance>();
  for (const part of rules) {
    if (part?.rule === undefined || byRule.has(part.rule)) return undefined;
    byRule.set(part.rule, part.allowed);
  }
  return { file: whole.allowed, rules: byRule };
}

function readPart(text: string): { rule: string | undefined; allowed: Allowance } | undefined {
  const [, rule, count, percent] = PART.exec(text.trim()) ?? [];
  if (count !== undefined) return { rule, allowed: { kind: 'count', count: Number(count) } };
  if (percent === undefined || Number(percent) > 100) return undefined;
  return { rule, allowed: { kind: 'share', percent: Number(percent) } };
}

/** Reads the budget of a command line; throws USAGE. */
export function parseBudget(text: string): RejectBudget {
  const budget = readBudget(text);
  if (budget !== undefined) return budget;
  throw new AetherError('USAGE', `--max-rejects ${text}: ${BUDGET_HELP}`);
}

/** What a file has too much of, all its records read. */
export function overspent(budget: RejectBudget, rejects: Rejects): Excess | undefined {
  return findExcess(budget, rejects, (allowed, rejected) =>
    allowed.kind === 'count' ? rejected > allowed.count : rejected * 100 > allowed.percent * rejects.parsed,
  );
}

/** What a file has too much of whatever its remaining records are like; a share is known only at the end. */
export function surelyOverspent(budget: RejectBudget, rejects: Rejects): Excess | undefined {
  return findExcess(
    budget,
    rejects,
    (allowed, rejected) => allowed.kind === 'count' && rejected > allowed.count,
  );
}

function findExcess(
  budget: RejectBudget,
  { rejected, byRule }: Rejects,
  isOver: (allowed: Allowance, rejected: number) => boolean,
): Excess | undefined {
  if (isOver(budget.file, rejected)) return { rule: null, rejected, allowed: budget.file };
  for (const [rule, allowed] of budget.rules) {
    const broken = byRule.get(rule) ?? 0;
    if (isOver(allowed, broken)) return { rule, rejected: broken, allowed };
  }
  return undefined;
}

/** `12 rejects by range, 5 allowed`. */
export function describeExcess({ rule, rejected, allowed }: Excess): string {
  const limit = allowed.kind === 'count' ? formatCount(allowed.count) : `${allowed.percent}%`;
  return `${formatNumberOf(rejected, 'reject')}${rule === null ? '' : ` by ${rule}`}, ${limit} allowed`;
}
