import { expect, it } from 'vitest';
import { fuse } from './fuse.ts';

const LEXICAL = new Map([
  [1, 10],
  [2, 5],
]);

it('gives words seven tenths and meaning three', () => {
  const fused = fuse(
    LEXICAL,
    new Map([
      [1, 0.1],
      [2, 0.9],
      [3, 0.5],
    ]),
  );
  expect(fused.get(1)).toBeCloseTo(0.7);
  expect(fused.get(2)).toBeCloseTo(0.65);
  expect(fused.get(3)).toBeCloseTo(0.15);
});

it('takes what there is, if one of them is empty', () => {
  expect(fuse(LEXICAL, new Map())).toEqual(LEXICAL);
  expect(fuse(new Map(), new Map([[3, 0.5]]))).toEqual(new Map([[3, 0.5]]));
  expect(fuse(new Map(), new Map())).toEqual(new Map());
});
