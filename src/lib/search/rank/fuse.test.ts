import { expect, it } from 'vitest';
import { type Nearness, NO_NEARNESS } from '../lsa/nearest-products.ts';
import { byScore } from '../scores/strongest.ts';
import { fuse } from './fuse.ts';

function near(cosines: ReadonlyMap<number, number>): Nearness {
  const values = [...cosines.values()];
  return {
    size: cosines.size,
    least: Math.min(...values),
    greatest: Math.max(...values),
    get: (productId) => cosines.get(productId),
    nearest: (count) => [...cosines].toSorted(byScore).slice(0, count),
  };
}

const LEXICAL = new Map([
  [1, 10],
  [2, 5],
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
  expect(fused.get(1)).toBeCloseTo(0.7);
  expect(fused.get(2)).toBeCloseTo(0.65);
  expect(fused.get(3)).toBeCloseTo(0.15);
});

it('takes what there is, if one of them is empty', () => {
  expect(fuse(LEXICAL, NO_NEARNESS)).toEqual(LEXICAL);
  expect(fuse(new Map(), near(new Map([[3, 0.5]])))).toEqual(new Map([[3, 0.5]]));
  expect(fuse(new Map(), NO_NEARNESS)).toEqual(new Map());
});
