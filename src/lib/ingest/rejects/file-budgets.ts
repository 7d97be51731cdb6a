import { AetherError } from '../../core/errors.ts';
import { parseBudget, readBudget, type RejectBudget, type Rejects } from '../../core/reject-budget.ts';
import { didYouMean } from '../../core/suggest.ts';
import { VALUE_RULES } from '../columns/value-rule.ts';
import type { RuleCount } from '../load/chunk.ts';
import { SERVER_RULES } from '../load/load-rows.ts';
import { STRUCTURAL_RULES } from '../records/structural-problem.ts';
import type { Source } from '../source/source-schema.ts';

/** The budget of every file of a source, by its name there. */
export type FileBudgets = ReadonlyMap<string, RejectBudget>;

/**
 * What was typed counts for every file; else a file's own in the source, else that of the environment file. Throws USAGE
 * for text that is none, and for a rule that nothing can break.
 */
export function fileBudgets(
  source: Source,
  typed: string | undefined,
  environment: string | number,
): FileBudgets {
  const flag = typed === undefined ? undefined : parseBudget(typed);
  const budgets = new Map<string, RejectBudget>();
  for (const [key, { max_rejects }] of Object.entries(source.files)) {
    const budget = flag ?? readBudget(max_rejects ?? environment);
    if (budget === undefined) continue;
    refuseUnknownRules(budget, source);
    budgets.set(key, budget);
  }
  return budgets;
}

function refuseUnknownRules({ rules }: RejectBudget, source: Source): void {
  const checks = source.steps.flatMap((step) => ('check' in step ? [step.check] : []));
  const known = new Set<string>([...VALUE_RULES, ...STRUCTURAL_RULES, ...SERVER_RULES, ...checks]);
  for (const rule of rules.keys()) {
    if (!known.has(rule))
      throw new AetherError('USAGE', `max_rejects: there is no rule "${rule}"${didYouMean(rule, known)}`);
  }
}

export const NO_REJECTS: Rejects = { parsed: 0, rejected: 0, byRule: new Map() };

/** Adds what a part of a file has. What the source discards as declared counts against no budget. */
export function addRejects(
  rejects: Rejects,
  part: { readonly parsed: number; readonly rejected: number; readonly rules: readonly RuleCount[] },
): Rejects {
  const byRule = new Map(rejects.byRule);
  let discarded = 0;
  for (const { rule, action, count } of part.rules) {
    if (action === 'discard') discarded += count;
    if (action === 'reject') byRule.set(rule, (byRule.get(rule) ?? 0) + count);
  }
  return {
    parsed: rejects.parsed + part.parsed,
    rejected: rejects.rejected + part.rejected - discarded,
    byRule,
  };
}
