import { expect, it } from 'vitest';
import type { ReviewMatches } from '../reviews/find-in-reviews.ts';
import { addReviews } from './add-reviews.ts';
import { rankingOf } from './ranking.ts';

const RANKED = rankingOf([
  [1, 9],
  [2, 8.5],
  [3, 1],
]);

const matches = (...shares: [number, number][]): ReviewMatches =>
  new Map(shares.map(([productId, share]) => [productId, { words: ['quiet'], reviews: 1, share }]));

const order = (found: ReviewMatches) =>
  addReviews(RANKED, found)
    .best(9)
    .map(([productId]) => productId);

it('moves a product up, and lets in one that nothing else has found', () => {
  expect(order(matches([2, 0.6], [7, 1]))).toEqual([2, 1, 7, 3]);
});

it('changes nothing without a match', () => {
  expect(addReviews(RANKED, matches())).toBe(RANKED);
});
