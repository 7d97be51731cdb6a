import { expect, it } from 'vitest';
import type { Scored } from '../scores/strongest.ts';
import { percentile, recallOf } from './measure-recall.ts';

const EXACT: Scored[] = [
  [1, 0.9],
  [2, 0.8],
  [3, 0.7],
  [4, 0.7],
];

it('is the share of the nearest ones that was found', () => {
  expect(recallOf(EXACT, EXACT)).toBe(1);
  expect(
    recallOf(EXACT, [
      [1, 0.9],
      [2, 0.8],
      [9, 0.5],
      [8, 0.4],
    ]),
  ).toBe(0.5);
  expect(recallOf(EXACT, [])).toBe(0);
  expect(recallOf([], [[1, 0.9]])).toBe(1);
});

it('takes any of several that are equally near, and no more than there are', () => {
  const ties: Scored[] = [
    [1, 0.9],
    [2, 0.8],
    [5, 0.700001],
    [6, 0.699999],
  ];
  expect(recallOf(EXACT, ties)).toBe(1);
  expect(recallOf(EXACT, [...ties, [7, 0.7]])).toBe(1);
});

it('reads percentiles', () => {
  expect(percentile([3, 1, 2, 4], 0.5)).toBe(3);
  expect(percentile([3, 1, 2, 4], 0.95)).toBe(4);
  expect(percentile([], 0.5)).toBeNaN();
});
