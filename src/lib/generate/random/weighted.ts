import { fraction, type RandomStream } from './stream.ts';

/** Items with the share of all choices that falls to each and to those before it. */
export interface Weighted<Item> {
  readonly items: readonly Item[];
  readonly cumulative: readonly number[];
}

export function weighted<Item>(entries: readonly (readonly [Item, number])[]): Weighted<Item> {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let reached = 0;
  const cumulative = entries.map(([, weight]) => (reached += weight) / total);
  return { items: entries.map(([item]) => item), cumulative };
}

export function choose<Item>(
  weighted: Weighted<Item>,
  stream: RandomStream,
  index: number,
  draw: number,
): Item {
  return weighted.items[place(weighted.cumulative, fraction(stream, index, draw))] as Item;
}

function place(cumulative: readonly number[], share: number): number {
  let at = 0;
  while (at < cumulative.length - 1 && share >= (cumulative[at] ?? 1)) at += 1;
  return at;
}
