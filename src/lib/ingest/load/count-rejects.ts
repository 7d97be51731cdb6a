import type { RejectBudget, Rejects } from '../../core/reject-budget.ts';
import type { RuleCount } from './chunk.ts';

/** The budget of every file of a source, by its name there. */
export type FileBudgets = ReadonlyMap<string, RejectBudget>;

/** Every file of a source has a budget. */
export function budgetOf(budgets: FileBudgets, fileKey: string): RejectBudget {
  const budget = budgets.get(fileKey);
  if (budget === undefined) throw new Error(`no budget for file "${fileKey}"`);
  return budget;
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
