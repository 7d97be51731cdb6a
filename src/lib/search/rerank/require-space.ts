import { AetherError } from '../../core/errors.ts';

/** Throws SEARCH_INDEX_MISSING for an index without a space of meaning: features are made of it. */
export function requireSpace({ dimensions }: { readonly dimensions: number }): void {
  if (dimensions > 0) return;
  throw new AetherError(
    'SEARCH_INDEX_MISSING',
    'the search index has no space of meaning: the catalogue is too small',
    {
      hint: 'load at least 200 products, then run: aether search index --rebuild',
    },
  );
}
