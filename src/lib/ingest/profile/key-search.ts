import { createNumberSet, type NumberSet } from './number-set.ts';

/** Tells whether all values of a column differ, by their hashes. */
export interface KeySearch {
  add(text: string): void;
  /** Undefined where there were more values than are kept. */
  isUnique(): boolean | undefined;
}

/** A column takes up to 34 MB while every value of it is new, 50 MB while that grows, and nothing afterwards. */
const MOST_KEPT = 2_000_000;

export function createKeySearch(mostKept = MOST_KEPT): KeySearch {
  let hashes: NumberSet | undefined = createNumberSet();
  let isUnique: boolean | undefined = true;
  const end = (found: boolean | undefined) => {
    isUnique = found;
    hashes = undefined;
  };
  return {
    add(text) {
      if (hashes === undefined) return;
      if (!hashes.add(hashOf(text))) end(false);
      else if (hashes.size > mostKept) end(undefined);
    },
    isUnique: () => isUnique,
  };
}

/** 53 bits of FNV-1a (two lanes), never 0: a million values collide with a chance of about one in 20,000. */
function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code ^ (low >>> 7), 0x01000193);
  }
  return Math.max(1, (high >>> 11) * 0x1_0000_0000 + (low >>> 0));
}
