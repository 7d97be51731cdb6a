import { describe, expect, it } from 'vitest';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { variablesToUnset } from './settle-variables.ts';

const unset = (variables: Record<string, string>) => variablesToUnset(variables, [GLOBAL_OPTIONS]);

describe('variables that say nothing', () => {
  it.each(['0', 'false', 'no', 'NO', 'False', '', ' '])('a switch of "%s" is unset', (value) => {
    expect(unset({ AETHER_YES: value })).toEqual(['AETHER_YES']);
  });

  it.each(['1', 'true', 'yes', 'YES'])('a switch of "%s" is set', (value) => {
    expect(unset({ AETHER_YES: value, AETHER_DEBUG: value })).toEqual([]);
  });

  it.each(['maybe', '2', 'off', 'y'])('a switch of "%s" is a usage error', (value) => {
    expect(() => unset({ AETHER_DEBUG: value })).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: `AETHER_DEBUG is "${value}", which is neither yes nor no`,
      }),
    );
  });

  it('an empty variable is unset, whatever it is for', () => {
    expect(unset({ AETHER_ENV: '', AETHER_STATE_DIR: '', AETHER_SSH_USER: '', HOME: '' })).toEqual([
      'AETHER_ENV',
      'AETHER_STATE_DIR',
      'AETHER_SSH_USER',
    ]);
  });

  it('a variable that takes a value may say 0 or no', () => {
    expect(unset({ AETHER_ENV: 'no', AETHER_MARIADB_DATABASE: '0' })).toEqual([]);
  });
});
