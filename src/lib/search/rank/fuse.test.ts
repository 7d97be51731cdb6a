import { expect, it } from 'vitest';
import { type Nearness, NO_NEARNESS } from '../lsa/nearest-products.ts';
import { NO_SCORES, scoreListOf, scoreOf } from '../scores/score-list.ts';
import { byScore } from '../scores/strongest.ts';
import { fuse } from './fuse.ts';

function near(cosines: ReadonlyMap<number, number>): Nearness {
  const values = [...cosines.values()];
  return {
    size: cosines.size,
    least: Math.min(...values),
    greatest: Math.max(...values),
    get: (productId) => cosines.get(productId),
    cosinesOf: (productIds) => productIds.map((productId) => cosines.get(productId) ?? NaN),
    nearest: (count) => [...cosines].toSorted(byScore).slice(0, count),
  };
}

const LEXICAL = scoreListOf([
  [2, 5],
  [1, 10],
]);

it('gives words seven tenths and meaning three', () => {
  const fused = fuse(
    LEXICAL,
    near(
      new Map([
        [1, 0.1],
        [2, 0.9],
        [3, 0.5],
      ]),
    ),
  );
  expect(scoreOf(fused, 1)).toBeCloseTo(0.7);
  expect(scoreOf(fused, 2)).toBeCloseTo(0.65);
  expect(scoreOf(fused, 3)).toBeCloseTo(0.15);
});

it('takes what there is, if one of them is empty', () => {
  expect(fuse(LEXICAL, NO_NEARNESS)).toEqual(LEXICAL);
  expect(fuse(NO_SCORES, near(new Map([[3, 0.5]])))).toEqual(scoreListOf([[3, 0.5]]));
  expect(fuse(NO_SCORES, NO_NEARNESS)).toEqual(NO_SCORES);
});
