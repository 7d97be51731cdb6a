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
    for (const productId of productIds) {
      const posting = postingOf(stored, productId, index.replaced);
      if (posting === undefined) continue;
      const found = matches.get(productId) ?? [];
      if (found.length === 0) matches.set(productId, found);
      found.push({ term, fields: posting.fields, score: termScore(idf, posting.impact) });
    }
  }
  return matches;
}

/** What a term has of a product, in the segment that holds the product as it is now. */
function postingOf({ segments }: StoredTerm, productId: number, replaced: Replaced) {
  for (const { segmentId, postings } of segments) {
    const place = placeOf(postings.productIds, productId);
    if (place >= 0 && replaced.get(segmentId)?.has(productId) !== true)
      return { fields: postings.fields[place] ?? 0, impact: postings.impacts[place] ?? 0 };
  }
  return undefined;
}

/** The names of the fields of a mask. */
export function fieldNames(mask: number): string[] {
  return FIELDS.filter((_, position) => (mask & (1 << position)) !== 0);
}
