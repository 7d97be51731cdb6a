import { expect, it } from 'vitest';
import { judgedAt10, ndcgAt10 } from './ndcg.ts';

const GAINS = new Map([
  ['a', 1],
  ['b', 1],
  ['c', 0.1],
  ['d', 0],
]);

it.each([
  [['a', 'b', 'c'], 1],
  [['b', 'a', 'c'], 1],
  [['a', 'x', 'b'], (1 + 0.5) / (1 + 1 / Math.log2(3) + 0.05)],
  [['x', 'd'], 0],
  [[], 0],
])('of %j is %f', (ranked, expected) => {
  expect(ndcgAt10(ranked, GAINS)).toBeCloseTo(expected, 10);
});

it('looks at ten only', () => {
  expect(ndcgAt10(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a'], GAINS)).toBe(0);
});

it('is 0 for a query without relevant products', () => {
  expect(ndcgAt10(['d'], new Map([['d', 0]]))).toBe(0);
});

it('says how much of the ten was judged', () => {
  expect(judgedAt10(['a', 'x', 'd', 'y'], GAINS)).toBe(0.5);
});
