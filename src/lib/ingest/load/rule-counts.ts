import type { RejectedRecord, RuleAction, RuleCount } from './chunk.ts';

/** Counts violations by rule, column and action, remembering where each was seen first. */
export interface RuleCounter {
  add(violation: {
    rule: string;
    column: string | null;
    action: RuleAction;
    record: number;
    line: number;
  }): void;
  /** In a fixed order, so that two transactions never lock the same counters crosswise. */
  counts(): RuleCount[];
}

export function createRuleCounter(): RuleCounter {
  const counts = new Map<string, RuleCount>();
  return {
    add({ rule, column, action, record, line }) {
      const key = `${rule}\t${column ?? ''}\t${action}`;
      const known = counts.get(key);
      if (known === undefined) {
        counts.set(key, { rule, column, action, count: 1, firstRecord: record, firstLine: line });
      } else {
        known.count += 1;
      }
    },
    counts: () =>
      [...counts.entries()].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, count]) => count),
  };
}

/** Counts what is wrong with rejected records. */
export function countRejects(rejects: readonly RejectedRecord[]): RuleCount[] {
  const counter = createRuleCounter();
  for (const { violations, recordNumber: record, line } of rejects)
    for (const { rule, column } of violations) counter.add({ rule, column, action: 'reject', record, line });
  return counter.counts();
}
