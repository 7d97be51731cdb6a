import type { Nearness } from '../lsa/nearest-products.ts';
import { addScores, type ScoreList, scoreListOf } from '../scores/score-list.ts';

/** How much meaning counts against words: round, as a finer number follows the queries that it was tuned on. */
const SEMANTIC_SHARE = 0.3;

/** Products without a word of the query that may be found by their meaning. */
const MOST_BY_MEANING = 300;

/**
 * One ranking of two: BM25F as a share of its best, cosines between the least and the greatest. Without either one the
 * other counts alone.
 */
export function fuse(lexical: ScoreList, semantic: Nearness): ScoreList {
  if (semantic.size === 0) return lexical;
  const near = semantic.nearest(MOST_BY_MEANING);
  if (lexical.productIds.length === 0) return scoreListOf(near);
  const withoutWord = Float64Array.from(near, ([productId]) => productId).toSorted();
  const zeros = new Float64Array(withoutWord.length);
  const { productIds, scores } = addScores(lexical, { productIds: withoutWord, scores: zeros });
  const most = scores.reduce((found, score) => Math.max(found, score));
  const { least: low, greatest: high } = semantic;
  const cosines = semantic.cosinesOf(productIds);
  return {
    productIds,
    scores: scores.map((score, place) => {
      const cosine = cosines[place] ?? NaN;
      const meaning = cosine >= low ? (cosine - low) / (high - low || 1) : 0;
      return (1 - SEMANTIC_SHARE) * (score / most) + SEMANTIC_SHARE * meaning;
    }),
  };
}
