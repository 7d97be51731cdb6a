import type { RankedQuery } from '../rank/rank-query.ts';
import type { MeaningUsed } from '../search-answer.ts';
import type { SpaceAnswer } from './meaning.ts';

/** The space that is trained on the catalogue; undefined if it was not asked, or has none of the words. */
export function ownMeaning(
  {
    session,
    index,
  }: {
    readonly session: { readonly settings: { readonly language: string } };
    readonly index: { readonly dimensions: number };
  },
  { semantic }: Pick<RankedQuery, 'semantic'>,
): MeaningUsed | undefined {
  if (semantic.size === 0) return undefined;
  return {
    provider: 'lsa',
    model: null,
    dimensions: index.dimensions,
    spaceId: null,
    languages: [session.settings.language],
    method: 'exact',
    costUsd: 0,
    isFromCache: false,
  };
}

/** The live space of a provider. */
export function spaceMeaning({ space, languages, method, embedded }: SpaceAnswer): MeaningUsed {
  const { provider, model, dimensions, id } = space;
  return {
    provider,
    model,
    dimensions,
    spaceId: id,
    languages: languages ?? null,
    method,
    costUsd: embedded.costUsd,
    isFromCache: embedded.isFromCache,
  };
}
