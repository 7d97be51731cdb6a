import { databasesOf } from '../infra/config/databases.ts';
import { runStep } from '../core/run-step.ts';
import { readCatalogue } from './catalogue/read-catalogue.ts';
import { createFulltextBaseline } from './eval/fulltext-baseline.ts';
import { type JudgedQuery, readJudgments } from './eval/judgments.ts';
import { measureSystem, type SystemMeasure } from './eval/measure-system.ts';
import { withTypo } from './eval/typo.ts';
import { type FoundIndex, openIndex } from './open-index.ts';
import { crossValidated } from './rerank/cross-validated.ts';
import { askJudged, deepest, type SpaceUsed } from './evaluate-space.ts';
import { meaningOf } from './search.ts';
import { gatherTraining } from './train-reranker.ts';
import { meanOf } from './eval/bootstrap.ts';
import { openForQueries, openSearch, type SearchContext } from './open-search.ts';
import { rankQuery, type SearchMode } from './rank/rank-query.ts';
import { readProductNumbers } from './store/product-numbers.ts';

export interface EvaluationRequest {
  readonly judgments: string;
  /** Measure the server's own full text search, too, in a scratch table. */
  readonly fulltext: boolean;
  /** Measure the queries with one seeded edit each, too. */
  readonly typos: boolean;
  /** In USD: what vectors of the queries may cost; undefined: `embeddings.max_cost`. */
  readonly maxCost: number | undefined;
}

export interface Evaluation {
  readonly queries: readonly JudgedQuery[];
  /** Judged products that the catalogue does not have. */
  readonly missing: number;
  readonly products: number;
  readonly generation: number;
  /** The first one is what the others are compared with. */
  readonly systems: readonly SystemMeasure[];
  /** The live space, if it could be measured. */
  readonly space: SpaceUsed | undefined;
}

/** Measures the rankings on judged queries, over the whole catalogue and without filters. */
export async function evaluate(context: SearchContext, request: EvaluationRequest): Promise<Evaluation> {
  const queries = await readJudgments(request.judgments);
  await using session = await openForQueries(context);
  const index = await openIndex(context, session);
  const numbers = await readProductNumbers(session.connection);
  const known = new Set(numbers.values());
  const judged = new Set(queries.flatMap(({ gains }) => [...gains.keys()]));
  const measure = (name: string, rank: (query: string) => Promise<readonly number[]>) =>
    measureInSteps(context, { name, rank, queries, numbers });
  const by = (mode: SearchMode) => (query: string) => rankBy(index, query, mode);
  const byWords = by('lexical');
  const systems = [await measure('BM25F', byWords)];
  if (index.dimensions > 0)
    systems.push(await measure('LSA', by('semantic')), await measure('hybrid', by('hybrid')));
  const training = index.dimensions > 0 ? await gatherTraining(context, index, queries) : undefined;
  if (training !== undefined)
    systems.push(heldBack('re-ranked, held back', crossValidated(training, numbers)));
  const meaning = meaningOf(context, session, request);
  const asked = await askJudged(context, { index, meaning, queries });
  if (asked !== undefined) {
    const { nearest, withSpace, finish } = asked;
    systems.push(await measure('live space', nearest), await measure('hybrid with space', withSpace));
    if (training !== undefined)
      systems.push(heldBack('re-ranked with space, held back', crossValidated(training, numbers, finish)));
  }
  if (request.typos)
    systems.push(await measure('BM25F, one typo', (query) => byWords(withTypo(query, TYPO_SEED))));
  if (request.fulltext) systems.push(await measureFulltext(context, session.settings.language, measure));
  return {
    queries,
    missing: [...judged].filter((product) => !known.has(product)).length,
    products: index.documents,
    generation: index.state.generation,
    systems,
    space: asked?.space,
  };
}

/** Any; the same for everybody who compares. */
const TYPO_SEED = 7;
async function rankBy(index: FoundIndex, query: string, mode: SearchMode): Promise<number[]> {
  return deepest((await rankQuery(index, query, mode)).ranked);
}

/** The re-ranker learns from these very queries, so each is ranked by one that was trained without it. */
function heldBack(name: string, { perQuery }: { readonly perQuery: readonly number[] }): SystemMeasure {
  return { name, perQuery, ndcg: meanOf(perQuery), recallAt100: undefined, judgedAt10: undefined };
}

interface Measured {
  readonly name: string;
  readonly rank: (query: string) => Promise<readonly number[]>;
  readonly queries: readonly JudgedQuery[];
  readonly numbers: ReadonlyMap<number, string>;
}

/** Measures one system as a step with progress. */
async function measureInSteps(
  context: SearchContext,
  { name, rank, queries, numbers }: Measured,
): Promise<SystemMeasure> {
  const rankings: string[][] = [];
  const step = `measure ${name}`;
  await runStep(context, { id: step, title: step }, async () => {
    for (const { query } of queries) {
      const found = await rank(query);
      rankings.push(found.map((productId) => numbers.get(productId) ?? ''));
      context.emit({
        type: 'step_progress',
        step,
        done: rankings.length,
        total: queries.length,
        unit: 'steps',
      });
    }
    return undefined;
  });
  return measureSystem(name, queries, rankings);
}

async function measureFulltext(
  context: SearchContext,
  language: string,
  measure: (name: string, rank: (query: string) => Promise<readonly number[]>) => Promise<SystemMeasure>,
): Promise<SystemMeasure> {
  const { stage } = databasesOf((await context.environment()).config.mariadb.database);
  // A session of its own: CREATE TABLE would end the snapshot of the index.
  await using session = await openSearch(context);
  const { connection } = session;
  const table = {
    database: stage,
    name: `search_fulltext_${context.runId.replaceAll(/\W/g, '_').toLowerCase()}`,
  };
  await using baseline = await createFulltextBaseline(connection, table, readCatalogue(connection, language));
  return await measure('InnoDB FULLTEXT', (query) => baseline.rank(query));
}
