import { expect, it } from 'vitest';
import type { LiveProduct } from '../filter/live-filter.ts';
import { rankingOf } from './ranking.ts';
import { takeHits } from './take-hits.ts';

const RANKED = rankingOf(
  Array.from({ length: 1_000 }, (_, index): [number, number] => [index + 1, 1_000 - index]),
);

async function take(wanted: number, passes: (productId: number) => boolean) {
  const pages: number[] = [];
  const taken = await takeHits(
    RANKED,
    async (productIds) => {
      pages.push(productIds.length);
      return new Map(productIds.filter(passes).map((productId) => [productId, { productId } as LiveProduct]));
    },
    wanted,
    (passed) => passed.length >= wanted,
  );
  return { pages, found: taken.map(({ product }) => product.productId) };
}

it('looks at a few more than are wanted', async () => {
  const { pages, found } = await take(10, () => true);
  expect(pages).toEqual([30]);
  expect(found.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

it('goes on in larger steps until enough have passed, in the order of the ranking', async () => {
  const { pages, found } = await take(10, (productId) => productId % 20 === 0);
  expect(pages).toEqual([30, 120, 480]);
  expect(found.slice(0, 10)).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180, 200]);
});

it('looks at all of them at once for those who want all, and ends if too few pass', async () => {
  expect((await take(Infinity, () => false)).pages).toEqual([1_000]);
  expect((await take(1, () => false)).pages).toEqual([3, 12, 48, 192, 745]);
});
