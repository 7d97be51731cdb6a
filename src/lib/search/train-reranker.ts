import { basename } from 'node:path';
import { runStep } from '../core/run-step.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { type JudgedQuery, readJudgments } from './eval/judgments.ts';
import { openIndex } from './open-index.ts';
import { openForQueries, type SearchContext } from './open-search.ts';
import { type OpenIndex, rankQuery } from './rank/rank-query.ts';
import { crossValidated } from './rerank/cross-validated.ts';
import { featureRows } from './rerank/rerank.ts';
import { rerankerText } from './rerank/reranker-file.ts';
import { trainModel, type TrainingQuery } from './rerank/train.ts';
import { requireSpace } from './rerank/require-space.ts';
import { readProductNumbers } from './store/product-numbers.ts';
import { meanOf } from './eval/bootstrap.ts';

export interface TrainedReranker {
  readonly file: string;
  readonly queries: number;
  /** nDCG@10 on queries that were held back; of the file itself nobody can say it on these queries. */
  readonly heldBackNdcg: number;
  /** The same of the fusion, which learns nothing. */
  readonly hybridNdcg: number;
}

/** Learns a re-ranker from judged queries and writes its coefficients to a file. */
export async function trainReranker(
  context: SearchContext,
  { judgments, out }: { readonly judgments: string; readonly out: string },
): Promise<TrainedReranker> {
  const judged = await readJudgments(judgments);
  await using session = await openForQueries(context);
  const index = await openIndex(context, session);
  requireSpace(index);
  const numbers = await readProductNumbers(session.connection);
  const queries = await gatherTraining(context, index, judged);
  const { perQuery, hybrid } = crossValidated(queries, numbers);
  const trainedOn = `${judged.length} queries of ${basename(judgments)}, ${index.documents} products`;
  const { language } = session.settings;
  await writeFileAtomic(
    out,
    rerankerText({ language, trainedOn, model: trainModel(queries, numbers) }),
    0o644,
  );
  return {
    file: out,
    queries: judged.length,
    heldBackNdcg: meanOf(perQuery),
    hybridNdcg: meanOf(hybrid),
  };
}

/** Searches for every judged query and keeps its candidates with their features. */
export async function gatherTraining(
  context: Pick<SearchContext, 'emit' | 'clock'>,
  index: OpenIndex,
  judged: readonly JudgedQuery[],
): Promise<TrainingQuery[]> {
  const queries: TrainingQuery[] = [];
  const step = 'gather_features';
  await runStep(context, { id: step, title: 'gather features of the judged queries' }, async () => {
    for (const one of judged) {
      const found = await rankQuery(index, one.query, 'hybrid');
      queries.push({ judged: one, rows: await featureRows(index, found), ranked: found.ranked });
      context.emit({
        type: 'step_progress',
        step,
        done: queries.length,
        total: judged.length,
        unit: 'steps',
      });
    }
    return undefined;
  });
  return queries;
}
