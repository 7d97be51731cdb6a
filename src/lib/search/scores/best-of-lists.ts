import type { ScoreList } from './score-list.ts';
import { byScore, type Scored } from './strongest.ts';

/** The best of some lists, the best first: sorting all of them takes longer than making them. */
export function bestOfLists(lists: readonly ScoreList[], count: number): readonly Scored[] {
  const floor = floorOf(lists, count);
  const found: Scored[] = [];
  for (const { productIds, scores } of lists) {
    for (let place = 0; place < scores.length; place += 1) {
      const score = scores[place] ?? NaN;
      if (score >= floor) found.push([productIds[place] ?? 0, score]);
    }
  }
  return found.toSorted(byScore).slice(0, count);
}

/** Scores that are collected for each one that is wanted, until they are sorted and the worst ones forgotten. */
const COLLECTED = 4;

/** At least `count` scores are as high as this, and few more, if there are as many. */
function floorOf(lists: readonly ScoreList[], count: number): number {
  const total = lists.reduce((sum, { scores }) => sum + scores.length, 0);
  if (count <= 0 || total <= count) return -Infinity;
  const kept = new Float64Array(Math.min(COLLECTED * count, total));
  let length = 0;
  let floor = -Infinity;
  for (const { scores } of lists) {
    for (let place = 0; place < scores.length; place += 1) {
      const score = scores[place] ?? NaN;
      if (!(score > floor)) continue;
      kept[length++] = score;
      if (length < kept.length) continue;
      kept.sort();
      floor = kept[length - count] ?? floor;
      kept.copyWithin(0, length - count);
      length = count;
    }
  }
  if (length < count) return floor;
  return Math.max(floor, kept.subarray(0, length).toSorted()[length - count] ?? floor);
}
