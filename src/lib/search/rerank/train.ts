import type { JudgedQuery } from '../eval/judgments.ts';
import type { Ranking } from '../rank/ranking.ts';
import type { FeatureRows } from './rerank.ts';
import { fitRidge, type LinearModel, type TrainingRow } from './ridge.ts';

/** Keeps the weights small. Taken over from a prototype on these queries, and not tuned further. */
const ALPHA = 100;

/** A judged query with its candidates. */
export interface TrainingQuery {
  readonly judged: JudgedQuery;
  readonly rows: FeatureRows;
  /** All that the fusion has found. */
  readonly ranked: Ranking;
}

/**
 * Learns what a candidate's features say of its gain. Every query counts alike, however many candidates it has; a
 * candidate without a judgment gains 0.
 * @param numbers product numbers by id
 */
export function trainModel(
  queries: readonly TrainingQuery[],
  numbers: ReadonlyMap<number, string>,
): LinearModel {
  const total = queries.reduce((sum, { rows }) => sum + rows.productIds.length, 0);
  const rows = queries.flatMap(({ judged, rows: { productIds, features } }) =>
    productIds.map((productId, index): TrainingRow => ({
      features: features[index] ?? [],
      target: judged.gains.get(numbers.get(productId) ?? '') ?? 0,
      weight: total / queries.length / productIds.length,
    })),
  );
  return fitRidge(rows, ALPHA);
}
