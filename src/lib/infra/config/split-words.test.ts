import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { splitWords } from './split-words.ts';

describe('splitWords', () => {
  it.each([
    ['pass show db/admin', ['pass', 'show', 'db/admin']],
    [`op read 'op://My Vault/db/password'`, ['op', 'read', 'op://My Vault/db/password']],
    [`a "b \\"c\\" $d" e\\ f`, ['a', 'b "c" $d', 'e f']],
    [`a''b ""`, ['ab', '']],
    ['  ', []],
  ])('splits %s', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each([`'open`, `a "open`, 'ends\\'])('refuses %s', (text) => {
    expect(splitWords(text)).toBeUndefined();
  });

  it('splits as the shell does', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab '"\\]{1,16}$/), (text) => {
        const words = splitWords(text);
        fc.pre(words !== undefined);
        const printed = execFileSync(
          '/bin/sh',
          ['-c', `for word in ${text}; do printf '[%s]' "$word"; done`],
          {
            encoding: 'utf8',
          },
        );
        expect(words.map((word) => `[${word}]`).join('')).toBe(printed);
      }),
      { numRuns: 200 },
    );
  });
});
