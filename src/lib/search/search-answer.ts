import type { Market } from './filter/live-filter.ts';
import type { ExactKind } from './query/exact-matches.ts';
import type { ReviewMatch } from './reviews/find-in-reviews.ts';
import type { Correction, KnownSynonyms } from './query/understand-query.ts';

/** A product that was found. */
export interface Hit {
  readonly productId: number;
  readonly productNo: string;
  readonly sku: string | null;
  readonly name: string | null;
  readonly brand: string | null;
  readonly price: string | null;
  readonly available: number | null;
  readonly score: number;
  /** How the query names it exactly; undefined for what its words have found. */
  readonly exact: ExactKind | undefined;
  /** Cosine with the query in the space of meaning; undefined if it was not asked. */
  readonly cosine: number | undefined;
  /** Further products of the same name and brand that were found, too. */
  readonly siblings: number;
  /** What its reviews hold of the query; undefined: nothing, or they were not asked. */
  readonly reviews: ReviewMatch | undefined;
  /** Each term of the query that it has, and what that added to the score. */
  readonly terms: readonly TermPart[];
}

export interface TermPart {
  readonly term: string;
  readonly fields: readonly string[];
  readonly score: number;
}

export interface FacetCount {
  readonly value: string;
  readonly products: number;
}

export interface CategoryCount extends FacetCount {
  readonly category_no: string;
}

/** What the products are that were found; the most common first. */
export interface Facets {
  readonly brands: readonly FacetCount[];
  /** Main categories. */
  readonly categories: readonly CategoryCount[];
  /** Products that were counted. */
  readonly of: number;
}

export interface StageTime {
  readonly stage: string;
  readonly milliseconds: number;
}

export type RankingName = 'words' | 'meaning' | 'words and meaning' | 're-ranked';

/** Which space of meaning was asked. */
export interface MeaningUsed {
  /** `lsa`: the space that is trained on the catalogue itself. */
  readonly provider: string;
  /** null for lsa. */
  readonly model: string | null;
  readonly dimensions: number;
  /** Of the table embedding_space; null for lsa. */
  readonly spaceId: number | null;
  /** Codes; `many`: about all; null: nobody has said. */
  readonly languages: readonly string[] | 'many' | null;
  readonly method: 'vector index' | 'exact';
  readonly costUsd: number;
  /** The vector of the query was known. */
  readonly isFromCache: boolean;
}

export interface SearchAnswer {
  readonly query: string;
  /** What the scores are of. */
  readonly ranking: RankingName;
  /** undefined if none was: by words alone. */
  readonly meaning: MeaningUsed | undefined;
  readonly hits: readonly Hit[];
  readonly offset: number;
  /** Products that hold a word of the query, before the filters. */
  readonly candidates: number;
  readonly corrections: readonly Correction[];
  /** Words that were searched, too: synonyms, and the common spelling of a word that hardly a product has. */
  readonly synonyms: readonly KnownSynonyms[];
  /** Words that no product has. */
  readonly unknown: readonly string[];
  /** What was given up to find anything; empty if nothing was. */
  readonly relaxed: readonly string[];
  readonly market: Market | undefined;
  readonly facets: Facets | undefined;
  readonly generation: number;
  readonly builtAt: string;
  readonly server: string;
  readonly stages: readonly StageTime[];
}
