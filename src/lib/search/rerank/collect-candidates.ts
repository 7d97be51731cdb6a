import { addQuantised, SCALE_BYTES, toUnitLength } from '../lsa/quantised.ts';
import { cosines, type ProductVectors } from '../lsa/nearest-products.ts';
import { inverseFrequency, rankScores } from '../rank/bm25f.ts';
import { matchTerms } from '../rank/explain-terms.ts';
import type { OpenIndex, RankedQuery } from '../rank/rank-query.ts';
import { readCandidateFacts } from '../store/candidate-facts.ts';
import type { Candidate, QueryContext } from './candidate-features.ts';

/** Of each leg: with more of them the ranking gets slower and no better. */
const BEST_OF_EACH = 150;
/** Candidates whose common meaning the others are compared with. */
const ALIKE_TO = 5;

/** The best products of either leg, in the order of the fusion, with what the features are made of. */
export async function collectCandidates(index: OpenIndex, found: RankedQuery): Promise<Candidate[]> {
  const chosen = new Set([...bestOf(found.lexical, BEST_OF_EACH), ...bestOf(found.semantic, BEST_OF_EACH)]);
  const order = found.ranked.flatMap(([productId]) => (chosen.has(productId) ? [productId] : []));
  const facts = await readCandidateFacts(index.connection, order);
  const matches = matchTerms(chosen, found.query.stored, found.weights, index);
  const alike = await alikeTo(index, order.slice(0, ALIKE_TO));
  return order.map((productId) => ({
    productId,
    name: facts.get(productId)?.name ?? null,
    categoryId: facts.get(productId)?.categoryId ?? null,
    lexical: found.lexical.get(productId) ?? 0,
    semantic: found.semantic.get(productId) ?? 0,
    alike: alike.get(productId) ?? 0,
    matches: matches.get(productId) ?? [],
  }));
}

/** What the features need to know of the query. */
export function queryContext({ analyser, documents }: OpenIndex, { query }: RankedQuery): QueryContext {
  const idf = new Map(
    [...query.stored].map(([term, { documentFrequency }]) => [
      term,
      inverseFrequency(documents, documentFrequency),
    ]),
  );
  return { words: query.words, analyser, idf };
}

function bestOf(scores: ReadonlyMap<number, number>, count: number): number[] {
  return rankScores(scores)
    .slice(0, count)
    .map(([productId]) => productId);
}

/** Cosines with the middle of some products. */
async function alikeTo(
  index: OpenIndex,
  productIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (index.dimensions === 0) return new Map();
  const products = await index.vectors();
  const middle = middleOf(products, new Set(productIds));
  return toUnitLength(middle) ? cosines(products, middle) : new Map();
}

function middleOf({ dimensions, segments }: ProductVectors, wanted: ReadonlySet<number>): Float64Array {
  const sum = new Float64Array(dimensions);
  const width = SCALE_BYTES + dimensions;
  for (const { productIds, vectors, replaced } of segments) {
    productIds.forEach((productId, place) => {
      if (!wanted.has(productId) || replaced?.has(productId) === true) return;
      addQuantised(sum, vectors.subarray(place * width, (place + 1) * width), 1);
    });
  }
  return sum;
}
