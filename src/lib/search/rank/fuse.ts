import type { Nearness } from '../lsa/nearest-products.ts';

/** How much meaning counts against words: round, as a finer number follows the queries that it was tuned on. */
const SEMANTIC_SHARE = 0.3;

/** Products without a word of the query that may be found by their meaning. */
const MOST_BY_MEANING = 300;

type Scores = ReadonlyMap<number, number>;

/**
 * One ranking of two: BM25F as a share of its best, cosines between the least and the greatest. Without either one the
 * other counts alone.
 */
export function fuse(lexical: Scores, semantic: Nearness): Map<number, number> {
  if (semantic.size === 0) return new Map(lexical);
  const near = semantic.nearest(MOST_BY_MEANING);
  if (lexical.size === 0) return new Map(near);
  const most = greatest(lexical);
  const { least: low, greatest: high } = semantic;
  const fused = new Map<number, number>();
  const add = (productId: number) => {
    const words = (lexical.get(productId) ?? 0) / most;
    const meaning = ((semantic.get(productId) ?? low) - low) / (high - low || 1);
    fused.set(productId, (1 - SEMANTIC_SHARE) * words + SEMANTIC_SHARE * meaning);
  };
  for (const productId of lexical.keys()) add(productId);
  for (const [productId] of near) add(productId);
  return fused;
}

function greatest(scores: Scores): number {
  let found = -Infinity;
  for (const score of scores.values()) found = Math.max(found, score);
  return found;
}
