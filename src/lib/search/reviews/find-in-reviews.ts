import type { EventSink } from '../../core/events.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import type { UnderstoodQuery } from '../query/understand-query.ts';
import { inverseFrequency } from '../rank/bm25f.ts';
import type { Analyser } from '../text/analyser.ts';
import { reviewPatterns } from './review-patterns.ts';

/** What the reviews of a product say of a query. */
export interface ReviewMatch {
  /** Words of the query that they hold. */
  readonly words: readonly string[];
  /** Reviews that hold one of them. */
  readonly reviews: number;
  /** Of all words of the query, rare ones counting more: 1 if the reviews hold each. */
  readonly share: number;
}

export type ReviewMatches = ReadonlyMap<number, ReviewMatch>;

/** The newest ones that may hold a word: a product that so many others come before is not on the first page. */
const MOST_REVIEWS = 2000;
/** Query execution was interrupted, as `max_statement_time` was exceeded. */
const TIMED_OUT = 1969;

interface ReviewParts {
  readonly connection: MariadbConnection;
  readonly analyser: Analyser;
  readonly documents: number;
  readonly emit: EventSink;
}

interface Row {
  readonly product_id: string;
  readonly text: string;
}

/**
 * Finds products by words of their reviews, which are read as they are now: an index of what customers write would keep it
 * after they have been erased. If the server has not read them in time, a note says so and there are none.
 */
export async function findInReviews(
  parts: ReviewParts,
  query: Pick<UnderstoodQuery, 'words' | 'stored'>,
): Promise<ReviewMatches> {
  const weights = weighWords(parts, query);
  const patterns = reviewPatterns(weights, parts.analyser);
  if (patterns.length === 0) return new Map();
  try {
    return matchReviews(await readReviews(parts.connection, patterns), weights, parts.analyser);
  } catch (thrown) {
    if (serverErrno(thrown) !== TIMED_OUT) throw thrown;
    const message = 'the reviews are left out: the server did not read them in time';
    parts.emit({ type: 'note', level: 'warn', message });
    return new Map();
  }
}

/** How rare each word of the query is in the catalogue. */
function weighWords(
  { analyser, documents }: ReviewParts,
  { words, stored }: Pick<UnderstoodQuery, 'words' | 'stored'>,
): ReadonlyMap<string, number> {
  return new Map(
    words.map((word) => [
      word,
      inverseFrequency(documents, stored.get(analyser.termOf(word))?.documentFrequency ?? 0),
    ]),
  );
}

async function readReviews(
  connection: MariadbConnection,
  patterns: readonly string[],
): Promise<readonly Row[]> {
  const either = patterns.map(() => 'r.title LIKE ? OR r.body LIKE ?').join(' OR ');
  return connection.query<Row>(
    `SELECT v.product_id, CONCAT_WS(' ', r.title, r.body) AS text
       FROM review AS r JOIN product_variant AS v ON v.variant_id = r.variant_id
      WHERE ${either} ORDER BY r.review_id DESC LIMIT ${MOST_REVIEWS}`,
    patterns.flatMap((pattern) => [pattern, pattern]),
  );
}

function matchReviews(
  rows: readonly Row[],
  weights: ReadonlyMap<string, number>,
  { terms, termOf }: Analyser,
): ReviewMatches {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const found = new Map<number, { words: Set<string>; reviews: number }>();
  for (const { product_id, text } of rows) {
    const held = new Set(terms(text));
    const words = [...weights.keys()].filter((word) => held.has(termOf(word)));
    if (words.length === 0) continue;
    const match = found.get(Number(product_id)) ?? { words: new Set(), reviews: 0 };
    for (const word of words) match.words.add(word);
    found.set(Number(product_id), { ...match, reviews: match.reviews + 1 });
  }
  return new Map(
    [...found].map(([productId, { words, reviews }]) => {
      const sum = [...words].reduce((weight, word) => weight + (weights.get(word) ?? 0), 0);
      return [productId, { words: [...words], reviews, share: sum / total }];
    }),
  );
}
