import { expect, it } from 'vitest';
import type { Scored } from '../scores/strongest.ts';
import type { NearProducts } from '../space/find-near.ts';
import { addMeaning } from './add-meaning.ts';
import { rankingOf } from './ranking.ts';

function near(nearest: readonly Scored[], others: readonly Scored[] = []): NearProducts {
  return {
    nearest,
    method: 'exact',
    cosines: async (ids) => new Map(others.filter(([productId]) => ids.includes(productId))),
  };
}

it('moves up what is near, and lets in what words did not find', async () => {
  const ranked = rankingOf([
    [1, 9],
    [2, 8.9],
    [3, 1],
  ]);
  const fused = await addMeaning(
    ranked,
    near(
      [
        [4, 0.9],
        [2, 0.8],
      ],
      [
        [1, 0.1],
        [3, 0.2],
      ],
    ),
    'fused',
  );
  expect(fused.size).toBe(4);
  expect(fused.best(4).map(([productId]) => productId)).toEqual([2, 1, 4, 3]);
});

it('is the order of the space if words found nothing', async () => {
  const nearest: Scored[] = [
    [4, 0.9],
    [2, 0.8],
  ];
  expect((await addMeaning(rankingOf([]), near(nearest), 'fused')).best(Infinity)).toEqual(nearest);
});

it('leaves the end of a long ranking in its order, below', async () => {
  const ranked = Array.from({ length: 400 }, (_, place): Scored => [place, -place]);
  const fused = (await addMeaning(rankingOf(ranked), near([[399, 0.5]]), 'fused')).best(Infinity);
  expect(fused).toHaveLength(400);
  expect(fused.slice(-2).map(([productId]) => productId)).toEqual([397, 398]);
  expect(fused.map(([, score]) => score)).toEqual(fused.map(([, score]) => score).toSorted((a, b) => b - a));
});

it('moves a ranking less that a re-ranker has made', async () => {
  const ranked = rankingOf([
    [1, 1],
    [2, 0.7],
    [3, 0],
  ]);
  const asked = near([
    [2, 0.9],
    [1, 0.1],
  ]);
  const first = async (share: 'fused' | 'reranked') =>
    (await addMeaning(ranked, asked, share)).best(1).map(([productId]) => productId);
  expect(await first('fused')).toEqual([2]);
  expect(await first('reranked')).toEqual([1]);
});
