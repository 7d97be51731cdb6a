import { OVERRIDES } from '../config/override-table.ts';

/** The variables of every command; those of one option are in the help of its command. */
export const VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ['AETHER_ENV', 'as --env'],
  [
    'AETHER_STATE_DIR',
    'directory of the sandbox, the lab, runs and rejects (default: .aether of the project)',
  ],
  [
    'AETHER_YES, AETHER_QUIET, AETHER_VERBOSE, AETHER_DEBUG',
    '1 as the option of this name, 0 or empty to turn it off',
  ],
  ...Object.entries(OVERRIDES).map(
    ([name, { path }]) => [name, `overrides ${path.join('.')} of the environment file`] as const,
  ),
  ['NO_COLOR, FORCE_COLOR', 'never or always print colors'],
  ['XDG_CACHE_HOME', 'directory that holds aether/, the cache of images and downloads (default: ~/.cache)'],
];
