/** How deep the metric looks. */
export const DEPTH = 10;

/**
 * nDCG@10: gains discounted by log2(rank + 1), over those of the query's own best judged products. A product without a
 * judgment gains 0. 0 for a query of which nothing is relevant.
 * @param ranked product numbers, the best first
 */
export function ndcgAt10(ranked: readonly string[], gains: ReadonlyMap<string, number>): number {
  const ideal = [...gains.values()].toSorted((left, right) => right - left);
  const best = discounted(ideal);
  return best === 0 ? 0 : discounted(ranked.slice(0, DEPTH).map((product) => gains.get(product) ?? 0)) / best;
}

/** Share of the ten best that somebody has judged: below 1 the metric knows only a part. */
export function judgedAt10(ranked: readonly string[], gains: ReadonlyMap<string, number>): number {
  const top = ranked.slice(0, DEPTH);
  return top.length === 0 ? 1 : top.filter((product) => gains.has(product)).length / top.length;
}

function discounted(gains: readonly number[]): number {
  return gains.slice(0, DEPTH).reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}
