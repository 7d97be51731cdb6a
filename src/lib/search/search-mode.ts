import { AetherError } from '../core/errors.ts';
import type { SearchMode } from './rank/rank-query.ts';

/**
 * The one mode that the flags say; by words and meaning if they say none. Throws USAGE for more than one, and for words of
 * reviews in a search by meaning alone.
 */
export function modeOf(flags: Readonly<Record<SearchMode | 'reviews', boolean>>): SearchMode {
  const given = (['lexical', 'semantic', 'hybrid'] as const).filter((mode) => flags[mode]);
  if (given.length > 1) {
    throw new AetherError('USAGE', `${given.map((mode) => `--${mode}`).join(' and ')} exclude each other`);
  }
  if (flags.semantic && flags.reviews)
    throw new AetherError('USAGE', '--reviews finds by words, and --semantic by meaning alone');
  return given[0] ?? 'hybrid';
}
