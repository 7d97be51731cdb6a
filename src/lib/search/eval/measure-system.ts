import { meanOf } from './bootstrap.ts';
import type { JudgedQuery } from './judgments.ts';
import { judgedAt10, ndcgAt10 } from './ndcg.ts';

/** How well one ranking did. */
export interface SystemMeasure {
  readonly name: string;
  /** nDCG@10 of each query, in the order of the judgments. */
  readonly perQuery: readonly number[];
  readonly ndcg: number;
  /** Share of the best products of a query (gain 1) among its first 100, over the queries that have some; undefined: not measured. */
  readonly recallAt100: number | undefined;
  readonly judgedAt10: number | undefined;
}

/** @param rankings product numbers for each query, the best first */
export function measureSystem(
  name: string,
  queries: readonly JudgedQuery[],
  rankings: readonly (readonly string[])[],
): SystemMeasure {
  const pairs = queries.map(({ gains }, index) => ({ gains, ranked: rankings[index] ?? [] }));
  const perQuery = pairs.map(({ gains, ranked }) => ndcgAt10(ranked, gains));
  return {
    name,
    perQuery,
    ndcg: meanOf(perQuery),
    recallAt100: meanOf(pairs.flatMap(({ gains, ranked }) => recallAt100(ranked, gains))),
    judgedAt10: meanOf(pairs.map(({ gains, ranked }) => judgedAt10(ranked, gains))),
  };
}

function recallAt100(ranked: readonly string[], gains: ReadonlyMap<string, number>): number[] {
  const best = [...gains].flatMap(([product, gain]) => (gain === 1 ? [product] : []));
  if (best.length === 0) return [];
  const first = new Set(ranked.slice(0, 100));
  return [best.filter((product) => first.has(product)).length / best.length];
}
