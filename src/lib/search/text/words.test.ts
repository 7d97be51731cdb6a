import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { wordsOf } from './words.ts';

it.each([
  ['Women’s Wide-Leg PANTS', ['women', 'wide', 'leg', 'pants']],
  ["don't", ['dont']],
  ['Café Müller ﬁne', ['cafe', 'muller', 'fine']],
  ['1/2 inch, 1.75 in', ['1/2', 'inch', '1.75', 'in']],
  ['an 18mm spanner', ['an', '18', 'mm', 'spanner']],
  ['DCD771C2', ['dcd771c2']],
  ['日本', ['日本']],
  ['😀 — …', []],
  ['', []],
])('cuts "%s" into words', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

it('cuts a word that is too long for the index, between characters', () => {
  expect(wordsOf('ß'.repeat(100))).toEqual(['ß'.repeat(32)]);
  expect(Buffer.byteLength(wordsOf('𝔸𠜎'.repeat(50))[0]!)).toBeLessThanOrEqual(128);
});

it('cuts a text of ASCII as it cuts one with other letters', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'Z', '1', '9', '.', ',', '/', "'", ' ', '-', '_', 'mm', "'s"),
  });
  fc.assert(
    fc.property(text, (one) => {
      expect([...wordsOf(one), 'ж']).toEqual(wordsOf(`${one} ж`));
    }),
  );
});
