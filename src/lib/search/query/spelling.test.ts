import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance } from '../../core/suggest.ts';
import { letterSet, mayBeWithin } from './letter-set.ts';
import { osaDistance } from './osa-distance.ts';
import { proposeCommoner, proposeCorrections } from './spelling.ts';

const VOCABULARY = new Map([
  ['jacket', 40],
  ['jackets', 9],
  ['packet', 12],
  ['fire', 30],
  ['stick', 20],
  ['waterproof', 25],
  ['rare', 1],
]);

it.each([
  ['jaket', [['jacket']]],
  ['backet', [['jacket'], ['packet']]],
  ['firestick', [['fire', 'stick']]],
  ['waterpprof', [['waterproof']]],
  ['raree', []],
  ['fir', [['fire']]],
  ['fre', [['fire']]],
  ['fix', []],
  ['fi', []],
  ['jacket2', []],
  ['completelyelse', []],
])('proposes for "%s" %j', (word, expected) => {
  expect(proposeCorrections(word, VOCABULARY)).toEqual(expected);
});

it('proposes three edits from ten letters on', () => {
  const vocabulary = new Map([
    ['vinpocetine', 4],
    ['dresser', 4],
  ]);
  expect(proposeCorrections('vinposittine', vocabulary)).toEqual([['vinpocetine']]);
  expect(proposeCorrections('tresssir', vocabulary)).toEqual([]);
});

it('proposes a much more common word for one that the catalogue hardly has', () => {
  const vocabulary = new Map([
    ['matress', 2],
    ['mattress', 60],
    ['matres', 59],
  ]);
  expect(proposeCommoner('matress', vocabulary)).toEqual([['mattress']]);
  expect(proposeCommoner('mattress', vocabulary)).toEqual([]);
});

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'z'), maxLength: 8 });

it('counts edits as the plain distance does, up to its limit', () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (left, right, limit) => {
      const exact = editDistance(left, right);
      expect(osaDistance(left, right, limit)).toBe(exact <= limit ? exact : Infinity);
      if (exact <= limit) expect(mayBeWithin(letterSet(left), letterSet(right), limit)).toBe(true);
    }),
  );
});
