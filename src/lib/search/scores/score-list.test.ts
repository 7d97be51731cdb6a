import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestOfLists } from './best-of-lists.ts';
import { addScores, NO_SCORES, scoreListOf, scoreOf } from './score-list.ts';
import { byScore, type Scored } from './strongest.ts';

const scores = fc
  .dictionary(fc.nat(60).map(String), fc.constantFrom(-2, -0.5, 0, 0.25, 1, 3))
  .map((found) => Object.entries(found).map(([id, score]): Scored => [Number(id), score]));

it('adds up as a map would', () => {
  fc.assert(
    fc.property(scores, scores, (left, right) => {
      const expected = new Map(left);
      for (const [productId, score] of right) expected.set(productId, (expected.get(productId) ?? 0) + score);
      const sum = addScores(scoreListOf(left), scoreListOf(right));
      expect(sum).toEqual(scoreListOf(expected));
      for (let productId = 0; productId <= 61; productId += 1)
        expect(scoreOf(sum, productId)).toBe(expected.get(productId));
    }),
  );
  expect(addScores(NO_SCORES, NO_SCORES)).toEqual(NO_SCORES);
});

it('takes what sorting all of them would have put first, but for what does not count', () => {
  fc.assert(
    fc.property(scores, scores, fc.nat(70), (left, right, count) => {
      const others = right.map(([productId, score]): Scored => [productId + 100, score]);
      const lists = [scoreListOf(left), scoreListOf(others), scoreListOf([[300, NaN]])];
      expect(bestOfLists(lists, count)).toEqual([...left, ...others].toSorted(byScore).slice(0, count));
    }),
  );
  expect(bestOfLists([scoreListOf([[1, 5]])], Infinity)).toEqual([[1, 5]]);
});
