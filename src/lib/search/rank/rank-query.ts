import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { understandQuery, type UnderstoodQuery } from '../query/understand-query.ts';
import { readPrefixTerms } from '../store/read-terms.ts';
import type { Analyser } from '../text/analyser.ts';
import { rankScores, type Replaced, scoreProducts } from './bm25f.ts';

/** An index that is open for queries. */
export interface OpenIndex {
  readonly connection: MariadbConnection;
  readonly analyser: Analyser;
  readonly documents: number;
  readonly replaced: Replaced;
}

export interface RankedQuery {
  readonly query: UnderstoodQuery;
  /** How often each term is in the query. */
  readonly weights: ReadonlyMap<string, number>;
  /** All products that hold a term, the best first. */
  readonly ranked: readonly (readonly [productId: number, score: number])[];
  /** What was given up to find anything. */
  readonly relaxed: readonly string[];
}

/** Ranks all products that hold a word of the query. */
export async function rankQuery(index: OpenIndex, text: string): Promise<RankedQuery> {
  const query = await understandQuery(index, text);
  const weights = new Map<string, number>();
  for (const term of query.terms) weights.set(term, (weights.get(term) ?? 0) + 1);
  const ranked = rankScores(scoreProducts(query.stored, weights, index));
  return { query, weights, ranked, relaxed: [] };
}

/** For a query that found nothing: ranks products with a word that begins like one of its words. */
export async function relaxQuery(index: OpenIndex, { query }: RankedQuery): Promise<RankedQuery> {
  const stored = await readPrefixTerms(index.connection, query.terms);
  const weights = new Map([...stored.keys()].map((term) => [term, 1]));
  const ranked = rankScores(scoreProducts(stored, weights, index));
  const relaxed = ranked.length === 0 ? [] : ['to words that begin like those of the query'];
  return { query: { ...query, stored }, weights, ranked, relaxed };
}
