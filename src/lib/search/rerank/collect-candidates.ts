import { alikeTo } from '../lsa/nearest-products.ts';
import { inverseFrequency } from '../rank/bm25f.ts';
import { matchTerms } from '../rank/explain-terms.ts';
import type { OpenIndex, RankedQuery } from '../rank/rank-query.ts';
import { bestOfLists } from '../scores/best-of-lists.ts';
import { scoreOf } from '../scores/score-list.ts';
import { byScore, type Scored } from '../scores/strongest.ts';
import { readCandidateFacts } from '../store/candidate-facts.ts';
import type { Candidate, QueryContext } from './candidate-features.ts';

/** Of each leg: with more of them the ranking gets slower and no better. */
const BEST_OF_EACH = 150;
/** Candidates whose common meaning the others are compared with. */
const ALIKE_TO = 5;

/** The products that are re-ranked. */
export function bestOfEachLeg({ lexical, semantic }: Pick<RankedQuery, 'lexical' | 'semantic'>): Set<number> {
  const best = [...bestOfLists([lexical], BEST_OF_EACH), ...semantic.nearest(BEST_OF_EACH)];
  return new Set(best.map(([productId]) => productId));
}

/** The best products of either leg, in the order of the fusion, with what the features are made of. */
export async function collectCandidates(index: OpenIndex, found: RankedQuery): Promise<Candidate[]> {
  const chosen = bestOfEachLeg(found);
  const order = [...chosen]
    .map((productId): Scored => [productId, found.ranked.scoreOf(productId) ?? 0])
    .toSorted(byScore)
    .map(([productId]) => productId);
  const facts = await readCandidateFacts(index.connection, order);
  const matches = matchTerms(chosen, found.query.stored, found.weights, index);
  const alike =
    index.dimensions === 0
      ? new Map<number, number>()
      : alikeTo(await index.vectors(), order.slice(0, ALIKE_TO), order);
  return order.map((productId) => ({
    productId,
    name: facts.get(productId)?.name ?? null,
    categoryId: facts.get(productId)?.categoryId ?? null,
    lexical: scoreOf(found.lexical, productId) ?? 0,
    semantic: found.semantic.get(productId) ?? 0,
    alike: alike.get(productId) ?? 0,
    matches: matches.get(productId) ?? [],
  }));
}

/** What the features need to know of the query. */
export function queryContext(
  { analyser, documents, titles }: OpenIndex,
  { query }: RankedQuery,
): QueryContext {
  const idf = new Map(
    [...query.stored].map(([term, { documentFrequency }]) => [
      term,
      inverseFrequency(documents, documentFrequency),
    ]),
  );
  return { words: query.words, analyser, idf, titles };
}
