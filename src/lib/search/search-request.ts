import type { SearchMode } from './rank/rank-query.ts';
import type { FilterOptions } from './filter/resolve-filter.ts';

/** What somebody searches for. */
export interface SearchRequest extends FilterOptions {
  readonly query: string;
  readonly mode: SearchMode;
  /** Also find products by words of their reviews. */
  readonly reviews: boolean;
  readonly channel: string | undefined;
  readonly currency: string | undefined;
  /** In USD: what vectors of queries may cost; undefined: `embeddings.max_cost`. */
  readonly maxCost: number | undefined;
  /** Hits to return, and how many before them to leave out. */
  readonly k: number;
  readonly offset: number;
  /** Count what the hits are, by brand and category. */
  readonly facets: boolean;
}
