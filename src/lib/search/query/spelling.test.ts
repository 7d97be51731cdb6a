import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance } from '../../core/suggest.ts';
import { letterSet, mayBeWithin } from './letter-set.ts';
import { osaDistance } from './osa-distance.ts';
import { proposeCorrections } from './spelling.ts';

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
