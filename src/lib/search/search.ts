import { type LiveFilter, passLiveFilter } from './filter/live-filter.ts';
import { chooseMarket } from './filter/choose-market.ts';
import { resolveNames } from './filter/resolve-filter.ts';
import { type FoundIndex, openIndex } from './open-index.ts';
import { openSearch, type SearchContext, type SearchSession } from './open-search.ts';
import { type ExactKind, findExactMatches } from './query/exact-matches.ts';
import { collapseSiblings } from './rank/collapse-siblings.ts';
import { fieldNames, matchTerms } from './rank/explain-terms.ts';
import { rankQuery, type RankedQuery, relaxQuery, type SearchMode } from './rank/rank-query.ts';
import { type PassedProduct, takeHits } from './rank/take-hits.ts';
import { rerank } from './rerank/rerank.ts';
import type { Reranker } from './rerank/reranker-file.ts';
import { countFacets } from './report/count-facets.ts';
import { createStopwatch, type Stopwatch } from './report/stopwatch.ts';
import type { Hit, RankingName, SearchAnswer } from './search-answer.ts';
import type { SearchRequest } from './search-request.ts';

/** Searches once: opens a session, searches, closes it. Changes nothing but a missing index of the sandbox. */
export async function search(context: SearchContext, request: SearchRequest): Promise<SearchAnswer> {
  const watch = createStopwatch(context.clock);
  await using session = await openSearch(context);
  watch.lap('connect');
  const index = await openIndex(context, session);
  watch.lap('open index');
  return await searchIn({ context, session, index }, request, watch);
}

export interface SearchTools {
  readonly context: Pick<SearchContext, 'prompt'>;
  readonly session: Pick<SearchSession, 'settings'>;
  readonly index: FoundIndex;
}

/** Searches in an index that is open. */
export async function searchIn(
  tools: SearchTools,
  request: SearchRequest,
  watch: Stopwatch,
): Promise<SearchAnswer> {
  const { index } = tools;
  const filter = await resolveFilter(tools, request);
  watch.lap('resolve filters');
  const exact = await findExactMatches(index.connection, request.query);
  watch.lap('exact matches');
  const found = await rankQuery(index, request.query, request.mode);
  const isEmpty = found.ranked.length === 0 && exact.size === 0;
  const reranker = request.mode === 'hybrid' ? await index.reranker() : undefined;
  const ranked = isEmpty ? await relaxQuery(index, found) : await ordered(index, found, reranker);
  watch.lap('rank');
  const order = exactFirst(ranked.ranked, exact);
  const wanted = request.offset + request.k;
  const passed = await takeHits(
    order,
    (productIds) => passLiveFilter(index.connection, filter, productIds),
    request.facets ? Infinity : wanted,
    (products) => !request.facets && collapse(products).length >= wanted,
  );
  watch.lap('filter');
  const page = collapse(passed).slice(request.offset, wanted);
  return {
    query: request.query,
    ranking: rankingName(request.mode, found, reranker),
    hits: describeHits(index, ranked, { exact, page }),
    offset: request.offset,
    candidates: order.length,
    corrections: ranked.query.corrections,
    unknown: ranked.query.unknown,
    relaxed: ranked.relaxed,
    market: filter.market,
    facets: request.facets ? countFacets(passed.map(({ product }) => product)) : undefined,
    generation: index.state.generation,
    builtAt: index.state.builtAt,
    server: index.connection.endpoint.name,
    stages: watch.stages(),
  };
}

async function ordered(
  index: FoundIndex,
  found: RankedQuery,
  reranker: Reranker | undefined,
): Promise<RankedQuery> {
  return reranker === undefined || found.semantic.size === 0 ? found : rerank(index, found, reranker.model);
}

function rankingName(
  mode: SearchMode,
  { semantic }: RankedQuery,
  reranker: Reranker | undefined,
): RankingName {
  if (semantic.size === 0) return 'words';
  if (mode === 'semantic') return 'meaning';
  return reranker === undefined ? 'words and meaning' : 're-ranked';
}

async function resolveFilter(
  { context, session, index }: SearchTools,
  request: SearchRequest,
): Promise<LiveFilter> {
  const { connection } = index;
  const { maxPrice, inStock, language } = request;
  const wanted = {
    channel: request.channel ?? session.settings.channel,
    currency: request.currency ?? session.settings.currency,
  };
  const isNeeded = maxPrice !== undefined;
  const market = await chooseMarket(connection, wanted, { prompt: context.prompt, isNeeded });
  return { market, maxPrice, inStock, language, ...(await resolveNames(connection, request)) };
}

type Ranking = readonly (readonly [productId: number, score: number])[];

/** What the query names by a number comes first, then products of a brand that it names; each in the order of scores. */
function exactFirst(ranked: Ranking, exact: ReadonlyMap<number, ExactKind>): Ranking {
  if (exact.size === 0) return ranked;
  const scored = new Set(ranked.map(([productId]) => productId));
  const others = [...exact.keys()].filter((productId) => !scored.has(productId));
  const all = [...ranked, ...others.map((productId): [number, number] => [productId, 0])];
  const tierOf = ([productId]: Ranking[number]) => {
    const kind = exact.get(productId);
    if (kind === undefined) return 2;
    return kind === 'brand' ? 1 : 0;
  };
  return all.toSorted((left, right) => tierOf(left) - tierOf(right));
}

function collapse(passed: readonly PassedProduct[]) {
  return collapseSiblings(passed.map(({ product, score }) => ({ ...product, score })));
}

function describeHits(
  index: FoundIndex,
  { query, weights, semantic }: RankedQuery,
  {
    exact,
    page,
  }: { readonly exact: ReadonlyMap<number, ExactKind>; readonly page: ReturnType<typeof collapse> },
): Hit[] {
  const ids = new Set(page.map(({ product }) => product.productId));
  const matches = matchTerms(ids, query.stored, weights, index);
  return page.map(({ product, siblings }) => ({
    ...product,
    exact: exact.get(product.productId),
    cosine: semantic.get(product.productId),
    siblings,
    terms: (matches.get(product.productId) ?? []).map(({ term, fields, score }) => ({
      term,
      fields: fieldNames(fields),
      score,
    })),
  }));
}
