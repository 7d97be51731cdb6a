import type { EmbedSettings } from '../embed/embed-settings.ts';
import type { SearchContext } from '../open-search.ts';
import type { EmbeddedQuery } from './embed-query.ts';
import type { NearProducts, NearQuery } from './find-near.ts';
import type { LiveSpace } from './live-space.ts';

/** What a space says of a query. */
export interface SpaceAnswer extends NearProducts {
  readonly space: LiveSpace;
  readonly languages: EmbedSettings['languages'];
  readonly embedded: EmbeddedQuery;
}

/** Asks the live space of the environment; what it has read is kept for the next query. */
export interface Meaning {
  /**
   * The nearest products of the live space. undefined if there is none, or it cannot be asked: a search goes on by the
   * space that is trained on the catalogue, and a note says why.
   */
  ask(query: string, asked: Omit<NearQuery, 'scan'>): Promise<SpaceAnswer | undefined>;
}

export interface MeaningOptions {
  /** In USD, for all queries; undefined: `embeddings.max_cost`. */
  readonly maxUsd: number | undefined;
  /** Of the queries. */
  readonly language: string;
}

export type MeaningNeeds = Pick<SearchContext, 'environment' | 'emit' | 'clock' | 'signal' | 'stateDir'>;
