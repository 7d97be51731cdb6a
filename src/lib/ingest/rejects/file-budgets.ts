import { AetherError } from '../../core/errors.ts';
import { parseBudget, readBudget, type RejectBudget } from '../../core/reject-budget.ts';
import { didYouMean } from '../../core/suggest.ts';
import { VALUE_RULES } from '../columns/value-rule.ts';
import type { FileBudgets } from '../load/count-rejects.ts';
import { SERVER_RULES } from '../load/load-rows.ts';
import { NO_ORIGIN_RULE } from '../load/replay/replayed-records.ts';
import { STRUCTURAL_RULES } from '../records/structural-problem.ts';
import type { Source } from '../source/source-schema.ts';

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
  const known = new Set<string>([
    ...VALUE_RULES,
    ...STRUCTURAL_RULES,
    ...SERVER_RULES,
    NO_ORIGIN_RULE,
    ...checks,
  ]);
  for (const rule of rules.keys()) {
    if (!known.has(rule))
      throw new AetherError('USAGE', `max_rejects: there is no rule "${rule}"${didYouMean(rule, known)}`);
  }
}
