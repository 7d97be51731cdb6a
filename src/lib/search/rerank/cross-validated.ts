import { crossValidate } from '../eval/cross-validate.ts';
import type { JudgedQuery } from '../eval/judgments.ts';
import { ndcgAt10 } from '../eval/ndcg.ts';
import type { Ranking } from '../rank/ranking.ts';
import { orderBy } from './rerank.ts';
import { trainModel, type TrainingQuery } from './train.ts';

/**
 * nDCG@10 of each query by re-rankers that were trained without it, and by the fusion alone.
 * @param numbers product numbers by id
 * @param finish what is done to a ranking before it is measured
 */
export function crossValidated(
  queries: readonly TrainingQuery[],
  numbers: ReadonlyMap<number, string>,
  finish: (ranking: Ranking, query: JudgedQuery) => Ranking = (ranking) => ranking,
): { readonly perQuery: number[]; readonly hybrid: number[] } {
  const measure = (ranked: Ranking, { judged }: TrainingQuery) =>
    ndcgAt10(
      finish(ranked, judged)
        .best(10)
        .map(([productId]) => numbers.get(productId) ?? ''),
      judged.gains,
    );
  return {
    perQuery: crossValidate(
      queries,
      (training) => trainModel(training, numbers),
      (model, query) => measure(orderBy(model, query.rows, query.ranked), query),
    ),
    hybrid: queries.map((query) => measure(query.ranked, query)),
  };
}
