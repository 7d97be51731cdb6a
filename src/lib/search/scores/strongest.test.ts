import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { byScore, type Scored, Strongest } from './strongest.ts';

function best(scores: readonly Scored[], count: number): readonly Scored[] {
  const strongest = new Strongest(count);
  for (const [productId, score] of scores) strongest.offer(productId, score);
  return strongest.take();
}

it('keeps what sorting all of them would have put first, equal scores by number', () => {
  const random = seededRandom(7);
  const scores = Array.from({ length: 5_000 }, (_, index): Scored => [
    (index * 3_571) % 5_000,
    Math.floor(random() * 50),
  ]);
  for (const count of [1, 10, 150, 4_999, 5_000, 9_000])
    expect(best(scores, count)).toEqual(scores.toSorted(byScore).slice(0, count));
});

it('has nothing of nothing, and nothing where nothing is wanted', () => {
  expect(best([], 3)).toEqual([]);
  expect(best([[1, 5]], 0)).toEqual([]);
  expect(best([[1, -Infinity]], 2)).toEqual([[1, -Infinity]]);
});
