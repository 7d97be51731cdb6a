import type { LiveFilter } from '../filter/live-filter.ts';
import type { OpenIndex, RankedQuery } from '../rank/rank-query.ts';
import type { Meaning, SpaceAnswer } from './meaning.ts';

export interface AskParts {
  readonly meaning: Meaning;
  readonly index: Pick<OpenIndex, 'connection' | 'documents'>;
}

/** Asks the live space with the words as they were corrected: a model reads a misspelt word as another one. */
export async function askSpace(
  { index, meaning }: AskParts,
  { query }: Pick<RankedQuery, 'query'>,
  { filter, wanted }: { readonly filter: LiveFilter; readonly wanted: number },
): Promise<SpaceAnswer | undefined> {
  const text = query.corrections.length === 0 ? query.text : query.words.join(' ');
  const { connection, documents } = index;
  return meaning.ask(text, { connection, filter, products: documents, wanted });
}
