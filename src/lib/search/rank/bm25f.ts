import { K1 } from '../index/fields.ts';
import { forEachPosting } from '../index/postings.ts';
import { byScore, type Scored } from '../scores/strongest.ts';
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
): Map<number, number> {
  const scores = new Map<number, number>();
  for (const [term, weight] of weights) {
    const stored = terms.get(term);
    if (stored === undefined) continue;
    const idf = weight * inverseFrequency(index.documents, stored.documentFrequency);
    for (const { segmentId, postings } of stored.segments) {
      const gone = index.replaced.get(segmentId);
      forEachPosting(postings, (productId, _fields, impact) => {
        if (gone?.has(productId) === true) return;
        scores.set(productId, (scores.get(productId) ?? 0) + termScore(idf, impact));
      });
    }
  }
  return scores;
}

/** Products and scores, the best first. */
export function rankScores(scores: ReadonlyMap<number, number>): Scored[] {
  return [...scores].toSorted(byScore);
}
