import { K1 } from '../index/fields.ts';
import type { Postings } from '../index/postings.ts';
import { addScores, NO_SCORES, type ScoreList } from '../scores/score-list.ts';
import type { StoredTerm } from '../store/read-terms.ts';

export type Replaced = ReadonlyMap<string, ReadonlySet<number>>;

/** How much a rare term counts more than a common one; Robertson's, never below 0. */
export function inverseFrequency(documents: number, documentFrequency: number): number {
  const count = Math.min(documentFrequency, documents);
  return Math.log(1 + (documents - count + 0.5) / (count + 0.5));
}

/** What a term adds to the score of a product in which it has this impact. */
export function termScore(idf: number, impact: number): number {
  return (idf * impact * (K1 + 1)) / (K1 + impact);
}

/**
 * BM25F scores of all products that hold any of the terms.
 * @param weights how much each term counts in the query
 * @param replaced products of a segment that a later one holds in another form
 */
export function scoreProducts(
  terms: ReadonlyMap<string, StoredTerm>,
  weights: ReadonlyMap<string, number>,
  index: { readonly documents: number; readonly replaced: Replaced },
): ScoreList {
  let scores = NO_SCORES;
  for (const [term, weight] of weights) {
    const stored = terms.get(term);
    if (stored === undefined) continue;
    const idf = weight * inverseFrequency(index.documents, stored.documentFrequency);
    for (const { segmentId, postings } of stored.segments) {
      scores = addScores(scores, termScores(postings, idf, index.replaced.get(segmentId)));
    }
  }
  return scores;
}

/** What a term adds to each product of a segment. */
function termScores(
  { productIds, impacts }: Postings,
  idf: number,
  gone: ReadonlySet<number> | undefined,
): ScoreList {
  const live = gone === undefined ? productIds : productIds.filter((productId) => !gone.has(productId));
  const liveImpacts =
    gone === undefined ? impacts : impacts.filter((_, place) => !gone.has(productIds[place] ?? 0));
  return { productIds: live, scores: liveImpacts.map((impact) => termScore(idf, impact)) };
}
