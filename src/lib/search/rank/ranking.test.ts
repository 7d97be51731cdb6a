import { expect, it } from 'vitest';
import { scoreListOf } from '../scores/score-list.ts';
import { placeFirst, rankingOf, rankScores } from './ranking.ts';

const LIST = scoreListOf([
  [1, 5],
  [2, 9],
  [3, 5],
  [4, 1],
]);

it('sorts as many as are asked for', () => {
  const ranking = rankScores(LIST);
  expect(ranking.best(2)).toEqual([
    [2, 9],
    [1, 5],
  ]);
  expect(ranking.best(Infinity).map(([productId]) => productId)).toEqual([2, 1, 3, 4]);
  expect([ranking.size, ranking.scoreOf(4), ranking.scoreOf(5)]).toEqual([4, 1, undefined]);
});

it('places some first, whether the ranking has them or not', () => {
  const ranking = placeFirst(
    [
      [3, 1],
      [7, 0.5],
    ],
    rankScores(LIST),
    (score) => score - 100,
  );
  expect(ranking.size).toBe(5);
  const all = ranking.best(Infinity);
  expect(all.map(([productId]) => productId)).toEqual([3, 7, 2, 1, 4]);
  for (let count = 0; count <= 6; count += 1) expect(ranking.best(count)).toEqual(all.slice(0, count));
  for (const [productId, score] of all) expect(ranking.scoreOf(productId)).toBe(score);
  expect(ranking.scoreOf(8)).toBeUndefined();
});

it('is empty of nothing', () => {
  const ranking = placeFirst([], rankingOf([]), (score) => score);
  expect([ranking.size, ranking.best(3)]).toEqual([0, []]);
});
