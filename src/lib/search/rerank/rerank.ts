import type { OpenIndex, RankedQuery } from '../rank/rank-query.ts';
import { placeFirst, type Ranking } from '../rank/ranking.ts';
import { byScore, type Scored } from '../scores/strongest.ts';
import { candidateFeatures } from './candidate-features.ts';
import { collectCandidates, queryContext } from './collect-candidates.ts';
import { type LinearModel, predict } from './ridge.ts';

/** The candidates of a query with their features, in the order of the fusion. */
export interface FeatureRows {
  readonly productIds: readonly number[];
  readonly features: readonly (readonly number[])[];
}

export async function featureRows(index: OpenIndex, found: RankedQuery): Promise<FeatureRows> {
  const candidates = await collectCandidates(index, found);
  return {
    productIds: candidates.map(({ productId }) => productId),
    features: candidateFeatures(queryContext(index, found), candidates),
  };
}

/** Orders the candidates by a model; the other products follow as they were, with scores that go on below. */
export function orderBy(model: LinearModel, { productIds, features }: FeatureRows, ranked: Ranking): Ranking {
  const ordered = productIds
    .map((productId, index): Scored => [productId, predict(model, features[index] ?? [])])
    .toSorted(byScore);
  const least = ordered.at(-1)?.[1] ?? 0;
  return placeFirst(ordered, ranked, (score) => least - 1 + score);
}

/** Re-ranks what a query has found by words and meaning. */
export async function rerank(index: OpenIndex, found: RankedQuery, model: LinearModel): Promise<RankedQuery> {
  return { ...found, ranked: orderBy(model, await featureRows(index, found), found.ranked) };
}
