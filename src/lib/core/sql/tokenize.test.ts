import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomScript } from '../../../../test/support/random-script.ts';
import { seededRandom } from '../../../../test/support/random.ts';
import { tokenize } from './tokenize.ts';

const tokensOf = (text: string) =>
  [...tokenize(text)]
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

describe('tokenize', () => {
  it.each([
    [
      'SELECT a1, _b$c, naïve',
      ['word SELECT', 'word a1', 'punctuation ,', 'word _b$c', 'punctuation ,', 'word naïve'],
    ],
    ["'it''s' \"a\\\"b\" `a``b`", ["string 'it''s'", 'string "a\\"b"', 'name `a``b`']],
    ["x'41' _utf8'é'", ['word x', "string '41'", 'word _utf8', "string 'é'"]],
    [
      '1 1.5 1. 1e5 1.5E-3 1e+3 0xFf 0b01',
      [
        'number 1',
        'number 1.5',
        'number 1.',
        'number 1e5',
        'number 1.5E-3',
        'number 1e+3',
        'number 0xFf',
        'number 0b01',
      ],
    ],
    ['2024_orders t.1 1ea', ['word 2024_orders', 'word t', 'punctuation .', 'number 1', 'word 1ea']],
    ['a--1 -- b', ['word a', 'punctuation -', 'punctuation -', 'number 1', 'comment -- b']],
    ['a/*b*//c#d\ne', ['word a', 'comment /*b*/', 'punctuation /', 'word c', 'comment #d', 'word e']],
    [
      "/*!50003 SET x='*/' */ /*M!100100 y*/",
      [
        'executable-open /*!50003',
        'word SET',
        'word x',
        'punctuation =',
        "string '*/'",
        'executable-close */',
        'executable-open /*M!100100',
        'word y',
        'executable-close */',
      ],
    ],
    ['a */ b', ['word a', 'punctuation *', 'punctuation /', 'word b']],
    [
      '@@x := \\N',
      ['punctuation @', 'punctuation @', 'word x', 'punctuation :', 'punctuation =', 'word \\N'],
    ],
    ["a 'b", ['word a', "invalid 'b"]],
  ])('reads %j', (text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens);
  });

  it('leaves nothing out, whatever it reads', () => {
    const script = fc.integer().map((seed) => randomScript(seededRandom(seed)).script);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), script), (text) => {
        let at = 0;
        for (const { start, end } of tokenize(text)) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBe(text.length);
      }),
      { numRuns: 400 },
    );
  });
});
