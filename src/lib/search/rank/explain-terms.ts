import { FIELDS } from '../index/fields.ts';
import { placeOf } from '../scores/score-list.ts';
import type { StoredTerm } from '../store/read-terms.ts';
import { inverseFrequency, type Replaced, termScore } from './bm25f.ts';

/** What a term says of a product. */
export interface TermMatch {
  readonly term: string;
  /** Bits of FIELDS. */
  readonly fields: number;
  readonly score: number;
}

/** The terms that each of some products holds: looked up for a few, as keeping it for all would cost the most time. */
export function matchTerms(
  productIds: ReadonlySet<number>,
  terms: ReadonlyMap<string, StoredTerm>,
  weights: ReadonlyMap<string, number>,
  index: { readonly documents: number; readonly replaced: Replaced },
): ReadonlyMap<number, readonly TermMatch[]> {
  const matches = new Map<number, TermMatch[]>();
  for (const [term, weight] of weights) {
    const stored = terms.get(term);
    if (stored === undefined) continue;
    const idf = weight * inverseFrequency(index.documents, stored.documentFrequency);
    for (const { segmentId, postings } of stored.segments) {
      const gone = index.replaced.get(segmentId);
      for (const productId of productIds) {
        const place = placeOf(postings.productIds, productId);
        if (place === -1 || gone?.has(productId) === true) continue;
        const found = matches.get(productId) ?? [];
        if (found.length === 0) matches.set(productId, found);
        const [fields = 0, impact = 0] = [postings.fields[place], postings.impacts[place]];
        found.push({ term, fields, score: termScore(idf, impact) });
      }
    }
  }
  return matches;
}

/** The names of the fields of a mask. */
export function fieldNames(mask: number): string[] {
  return FIELDS.filter((_, position) => (mask & (1 << position)) !== 0);
}
