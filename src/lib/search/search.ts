import { type LiveFilter, passLiveFilter } from './filter/live-filter.ts';
import { chooseOnce } from './filter/choose-once.ts';
import { resolveNames } from './filter/resolve-filter.ts';
import { type FoundIndex, lookAgain, openIndex } from './open-index.ts';
import { openForQueries, type SearchContext, type SearchSession } from './open-search.ts';
import { type ExactKind, findExactMatches } from './query/exact-matches.ts';
import { addMeaning, type SpaceShare } from './rank/add-meaning.ts';
import { collapseSiblings } from './rank/collapse-siblings.ts';
import { addReviews } from './rank/add-reviews.ts';
import { fieldNames, matchTerms } from './rank/explain-terms.ts';
import { rankQuery, type RankedQuery, relaxQuery, type SearchMode } from './rank/rank-query.ts';
import { placeFirst, type Ranking, rankingOf } from './rank/ranking.ts';
import { type PassedProduct, takeHits } from './rank/take-hits.ts';
import { rerank } from './rerank/rerank.ts';
import { byScore, type Scored } from './scores/strongest.ts';
import type { Reranker } from './rerank/reranker-file.ts';
import { countFacets } from './report/count-facets.ts';
import { readCategoryNames } from './store/category-names.ts';
import { createStopwatch, type Stopwatch } from './report/stopwatch.ts';
import type { Meaning, SpaceAnswer } from './space/meaning.ts';
import { askSpace } from './space/ask-words.ts';
import { openMeaning } from './space/open-meaning.ts';
import { ownMeaning, spaceMeaning } from './space/meaning-used.ts';
import type { Facets, Hit, RankingName, SearchAnswer } from './search-answer.ts';
import { findInReviews, type ReviewMatches } from './reviews/find-in-reviews.ts';
import { searchAgain } from './search-again.ts';
import type { SearchRequest } from './search-request.ts';

/** Searches once: opens a session, searches, closes it. Changes nothing but a missing index of the sandbox. */
export async function search(context: SearchContext, request: SearchRequest): Promise<SearchAnswer> {
  const watch = createStopwatch(context.clock);
  await using session = await openForQueries(context);
  watch.lap('connect');
  const meaning = meaningOf(context, session, request);
  let isFirst = true;
  return await searchAgain(context, async () => {
    const index = isFirst ? await openIndex(context, session) : await lookAgain(session, undefined);
    isFirst = false;
    watch.lap('open index');
    return searchIn({ context, session, index, meaning }, request, watch);
  });
}

/** The live space of a provider, for queries of a session. */
export function meaningOf(
  context: SearchContext,
  { settings }: SearchSession,
  { maxCost }: Pick<SearchRequest, 'maxCost'>,
): Meaning {
  return openMeaning(context, { maxUsd: maxCost, language: settings.language });
}

export interface SearchTools {
  readonly context: Pick<SearchContext, 'prompt' | 'emit'>;
  readonly session: Pick<SearchSession, 'settings'>;
  readonly index: FoundIndex;
  readonly meaning: Meaning;
}

/** Searches in an index that is open. */
export async function searchIn(
  tools: SearchTools,
  request: SearchRequest,
  watch: Stopwatch,
): Promise<SearchAnswer> {
  const { index } = tools;
  if (request.mode !== 'lexical') readAhead(index);
  const filter = await resolveFilter(tools, request);
  watch.lap('resolve filters');
  const exact = await findExactMatches(index.connection, request.query);
  watch.lap('exact matches');
  const found = await rankQuery(index, request.query, request.mode);
  const wanted = request.offset + request.k;
  watch.lap('words');
  const near = request.mode === 'lexical' ? undefined : await askSpace(tools, found, { filter, wanted });
  if (near !== undefined) watch.lap('space');
  const inReviews = await reviewsOf(tools, request, found);
  const reranker = request.mode === 'hybrid' ? await index.reranker() : undefined;
  const { ranked, order } = await orderAll(index, request.mode, { found, near, inReviews, exact, reranker });
  watch.lap('rank');
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
    ranking: rankingName(request.mode, {
      hasMeaning: found.semantic.size > 0 || near !== undefined,
      reranker,
    }),
    meaning: near === undefined ? ownMeaning(tools, found) : spaceMeaning(near),
    hits: describeHits(index, ranked, {
      exact,
      page,
      inReviews,
      cosines: await cosinesOf(ranked, near, page),
    }),
    offset: request.offset,
    candidates: order.size,
    corrections: ranked.query.corrections,
    synonyms: [...ranked.query.synonyms, ...ranked.query.otherSpellings],
    unknown: ranked.query.unknown,
    relaxed: ranked.relaxed,
    market: filter.market,
    facets: request.facets ? await readFacets(tools, passed) : undefined,
    generation: index.state.generation,
    builtAt: index.state.builtAt,
    server: index.connection.endpoint.name,
    stages: watch.stages(),
  };
}

/** What was found for a query, in each way. */
interface Found {
  readonly found: RankedQuery;
  readonly near: SpaceAnswer | undefined;
  readonly inReviews: ReviewMatches;
  readonly exact: ReadonlyMap<number, ExactKind>;
  readonly reranker: Reranker | undefined;
}

/** All that was found in one order; if that is nothing, what a relaxed query finds. */
async function orderAll(
  index: FoundIndex,
  mode: SearchMode,
  { found, near, inReviews, exact, reranker }: Found,
): Promise<{ readonly ranked: RankedQuery; readonly order: Ranking }> {
  const isEmpty = near === undefined && [found.ranked, inReviews, exact].every(({ size }) => size === 0);
  const ranked = isEmpty ? await relaxQuery(index, found) : await ordered(index, found, reranker);
  const share = isReranked(found, reranker) ? 'reranked' : 'fused';
  const scored = await withSpace(mode, ranked.ranked, { near, share });
  return { ranked, order: exactFirst(addReviews(scored, inReviews), exact) };
}

/** While the server answers, what will be needed is read from files; whoever awaits it gets the error. */
function readAhead({ dimensions, vectors, reranker }: FoundIndex): void {
  if (dimensions > 0) void Promise.allSettled([vectors(), reranker()]);
}

async function reviewsOf(
  { index, context: { emit } }: SearchTools,
  { reviews }: SearchRequest,
  { query }: RankedQuery,
): Promise<ReviewMatches> {
  if (!reviews) return new Map();
  const { connection, analyser, documents } = index;
  return findInReviews({ connection, analyser, documents, emit }, query);
}

async function ordered(
  index: FoundIndex,
  found: RankedQuery,
  reranker: Reranker | undefined,
): Promise<RankedQuery> {
  return isReranked(found, reranker) ? rerank(index, found, reranker.model) : found;
}

function isReranked(
  { semantic }: Pick<RankedQuery, 'semantic'>,
  reranker: Reranker | undefined,
): reranker is Reranker {
  return reranker !== undefined && semantic.size > 0;
}

async function withSpace(
  mode: SearchMode,
  ranked: Ranking,
  { near, share }: { readonly near: SpaceAnswer | undefined; readonly share: SpaceShare },
): Promise<Ranking> {
  if (near === undefined) return ranked;
  return mode === 'semantic' ? rankingOf(near.nearest) : addMeaning(ranked, near, share);
}

async function cosinesOf(
  { semantic }: RankedQuery,
  near: SpaceAnswer | undefined,
  page: ReturnType<typeof collapse>,
): Promise<Pick<ReadonlyMap<number, number>, 'get'>> {
  if (near === undefined) return semantic;
  const known = new Map(near.nearest);
  const others = page.flatMap(({ product: { productId } }) => (known.has(productId) ? [] : [productId]));
  return others.length === 0 ? known : new Map([...known, ...(await near.cosines(others))]);
}

function rankingName(
  mode: SearchMode,
  { hasMeaning, reranker }: { readonly hasMeaning: boolean; readonly reranker: Reranker | undefined },
): RankingName {
  if (!hasMeaning) return 'words';
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
  const { prompt } = context;
  const market = await chooseOnce(index.markets, wanted, { connection, prompt, isNeeded });
  return { market, maxPrice, inStock, language, ...(await resolveNames(connection, request)) };
}

/** What the query names by a number comes first, then products of a brand that it names; each in the order of scores. */
function exactFirst(ranked: Ranking, exact: ReadonlyMap<number, ExactKind>): Ranking {
  if (exact.size === 0) return ranked;
  const tierOf = ([productId]: Scored) => (exact.get(productId) === 'brand' ? 1 : 0);
  const named = [...exact.keys()]
    .map((productId): Scored => [productId, ranked.scoreOf(productId) ?? -Infinity])
    .toSorted((left, right) => tierOf(left) - tierOf(right) || byScore(left, right))
    .map(([productId, score]): Scored => [productId, Number.isFinite(score) ? score : 0]);
  return placeFirst(named, ranked, (score) => score);
}

async function readFacets(
  { index, session }: SearchTools,
  passed: readonly PassedProduct[],
): Promise<Facets> {
  const products = passed.map(({ product }) => product);
  const ids = new Set(products.flatMap(({ categoryId }) => (categoryId === null ? [] : [categoryId])));
  return countFacets(
    products,
    await readCategoryNames(index.connection, [...ids], session.settings.language),
  );
}

function collapse(passed: readonly PassedProduct[]) {
  return collapseSiblings(passed.map(({ product, score }) => ({ ...product, score })));
}

function describeHits(
  index: FoundIndex,
  { query, weights }: RankedQuery,
  {
    exact,
    page,
    inReviews,
    cosines,
  }: {
    readonly inReviews: ReviewMatches;
    readonly exact: ReadonlyMap<number, ExactKind>;
    readonly page: ReturnType<typeof collapse>;
    readonly cosines: Pick<ReadonlyMap<number, number>, 'get'>;
  },
): Hit[] {
  const ids = new Set(page.map(({ product }) => product.productId));
  const matches = matchTerms(ids, query.stored, weights, index);
  return page.map(({ product, siblings }) => ({
    ...product,
    exact: exact.get(product.productId),
    cosine: cosines.get(product.productId),
    siblings,
    reviews: inReviews.get(product.productId),
    terms: (matches.get(product.productId) ?? []).map(({ term, fields, score }) => ({
      term,
      fields: fieldNames(fields),
      score,
    })),
  }));
}
