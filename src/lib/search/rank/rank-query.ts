import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import {
  compareAll,
  type Nearness,
  NO_NEARNESS,
  type ProductVectors,
  queryVector,
} from '../lsa/nearest-products.ts';
import type { TextTraits } from '../text/text-traits.ts';
import { understandQuery, type UnderstoodQuery } from '../query/understand-query.ts';
import { NO_SCORES, type ScoreList } from '../scores/score-list.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import type { Synonyms } from '../query/synonyms-file.ts';
import { readPrefixTerms } from '../store/prefix-terms.ts';
import type { TermReader } from '../store/term-reader.ts';
import type { Analyser } from '../text/analyser.ts';
import { type Replaced, scoreProducts } from './bm25f.ts';
import { fuse } from './fuse.ts';
import { type Ranking, rankScores } from './ranking.ts';

/** An index that is open for queries. */
export interface OpenIndex {
  readonly connection: MariadbConnection;
  readonly terms: TermReader;
  readonly analyser: Analyser;
  readonly documents: number;
  readonly replaced: Replaced;
  /** Of the space of meaning; 0 if there is none. */
  readonly dimensions: number;
  /** The vectors of all products, read when they are first needed. */
  readonly vectors: () => Promise<ProductVectors>;
  /** The words of the catalogue, read when they are first needed. */
  readonly vocabulary: () => Promise<Vocabulary>;
  /** What else words are called. */
  readonly synonyms: Synonyms;
  /** Names that were taken apart for the re-ranker, for the next query of a session. */
  readonly titles: Map<string, TextTraits>;
}

/** `lexical`: by words alone. `semantic`: by meaning alone. `hybrid`: by both. */
export type SearchMode = 'lexical' | 'semantic' | 'hybrid';

export interface RankedQuery {
  readonly query: UnderstoodQuery;
  /** How often each term is in the query. */
  readonly weights: ReadonlyMap<string, number>;
  /** The products that were found. */
  readonly ranked: Ranking;
  /** BM25F of the products that hold a word of the query. */
  readonly lexical: ScoreList;
  /** Cosines of all products with the query; empty if the space has none of its words. */
  readonly semantic: Nearness;
  /** What was given up to find anything. */
  readonly relaxed: readonly string[];
}

/** Ranks the products that hold a word of the query or are near to it in meaning. */
export async function rankQuery(index: OpenIndex, text: string, mode: SearchMode): Promise<RankedQuery> {
  const query = await understandQuery(index, text);
  const weights = new Map<string, number>();
  for (const term of query.terms) weights.set(term, (weights.get(term) ?? 0) + 1);
  for (const [term, weight] of synonymWeights(query, index.analyser)) {
    if (!weights.has(term)) weights.set(term, weight);
  }
  const lexical = scoreProducts(query.stored, weights, index);
  const semantic = mode === 'lexical' ? NO_NEARNESS : await nearnessOf(index, query, weights);
  const words = mode === 'semantic' && semantic.size > 0 ? NO_SCORES : lexical;
  return { query, weights, ranked: rankScores(fuse(words, semantic)), lexical, semantic, relaxed: [] };
}

/** Another word for the same is worth less than the word itself, unless no product has that. */
const SYNONYM_WEIGHT = 0.5;

function synonymWeights(
  { synonyms, otherSpellings, stored }: UnderstoodQuery,
  { termOf }: Analyser,
): [string, number][] {
  const called = synonyms.flatMap(({ word, also }) =>
    also.map((other): [string, number] => [termOf(other), stored.has(termOf(word)) ? SYNONYM_WEIGHT : 1]),
  );
  const spelt = otherSpellings.flatMap(({ also }) =>
    also.map((other): [string, number] => [termOf(other), 1]),
  );
  return [...called, ...spelt];
}

async function nearnessOf(
  index: OpenIndex,
  { stored }: UnderstoodQuery,
  weights: ReadonlyMap<string, number>,
): Promise<Nearness> {
  const vector = index.dimensions === 0 ? undefined : queryVector(stored, weights, index);
  return vector === undefined ? NO_NEARNESS : compareAll(await index.vectors(), vector);
}

/** For a query that found nothing: ranks products with a word that begins like one of its words. */
export async function relaxQuery(index: OpenIndex, found: RankedQuery): Promise<RankedQuery> {
  const stored = await readPrefixTerms(index, found.query.terms);
  const weights = new Map([...stored.keys()].map((term) => [term, 1]));
  const lexical = scoreProducts(stored, weights, index);
  const ranked = rankScores(lexical);
  const relaxed = ranked.size === 0 ? [] : ['to words that begin like those of the query'];
  return { ...found, query: { ...found.query, stored }, weights, ranked, lexical, relaxed };
}
