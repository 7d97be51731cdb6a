import { bestOfLists } from '../scores/best-of-lists.ts';
import { type ScoreList, scoreOf } from '../scores/score-list.ts';
import { byScore, type Scored } from '../scores/strongest.ts';

/** Products in the order of their scores, of which only those that are asked for are sorted. */
export interface Ranking {
  readonly size: number;
  scoreOf(productId: number): number | undefined;
  /** The best, the best first; all of them for Infinity. */
  best(count: number): readonly Scored[];
}

export function rankScores(list: ScoreList): Ranking {
  let known: readonly Scored[] = [];
  const size = list.productIds.length;
  return {
    size,
    scoreOf: (productId) => scoreOf(list, productId),
    best(count) {
      if (known.length < Math.min(count, size)) known = bestOfLists([list], count);
      return known.slice(0, count);
    },
  };
}

/**
 * Some products first, and then the others of a ranking in its order.
 * @param head the best first
 * @param scoreBelow of another product by its score, in the same order: lower than those of the head
 */
export function placeFirst(
  head: readonly Scored[],
  ranking: Ranking,
  scoreBelow: (score: number) => number,
): Ranking {
  const scores = new Map(head);
  const both = head.filter(([productId]) => ranking.scoreOf(productId) !== undefined).length;
  const below = (count: number) =>
    ranking
      .best(count)
      .filter(([productId]) => !scores.has(productId))
      .map(([productId, score]): Scored => [productId, scoreBelow(score)]);
  return {
    size: head.length + ranking.size - both,
    scoreOf(productId) {
      const score = ranking.scoreOf(productId);
      return scores.get(productId) ?? (score === undefined ? undefined : scoreBelow(score));
    },
    best: (count) =>
      count <= head.length ? head.slice(0, count) : [...head, ...below(count)].slice(0, count),
  };
}

/** A ranking of products that are all known. */
export function rankingOf(scored: readonly Scored[]): Ranking {
  const scores = new Map(scored);
  const all = scored.toSorted(byScore);
  return {
    size: all.length,
    scoreOf: (productId) => scores.get(productId),
    best: (count) => all.slice(0, count),
  };
}
