import { bytesEqual } from './bytes-equal.ts';

/** A fixed set of words that bytes can be looked up in, mostly without making a string. */
export interface WordTable {
  /** The word's place in the list that the table was made of; -1 where the bytes are none of them. */
  find(source: Buffer, start: number, end: number): number;
}

/** Open addressing over the words' bytes; with `ignoreCase` words and values are compared in lower case. */
export function createWordTable(words: readonly string[], ignoreCase: boolean): WordTable {
  const keys = words.map((word) => Buffer.from(ignoreCase ? word.toLowerCase() : word));
  const slots = fillSlots(keys);
  const longest = Math.max(0, ...keys.map((key) => key.length));

  function findExactly(source: Buffer, start: number, end: number): number {
    if (end - start > longest) return -1;
    for (let slot = hash(source, start, end); ; slot += 1) {
      const index = slots[slot & (slots.length - 1)] ?? 0;
      if (index === EMPTY || bytesEqual(keys[index] as Buffer, source, start, end)) return index;
    }
  }

  if (!ignoreCase) return { find: findExactly };
  const folded = Buffer.alloc(longest);
  return {
    find(source, start, end) {
      const length = foldAscii(source, start, end, folded);
      if (length >= 0) return findExactly(folded, 0, length);
      const lower = Buffer.from(source.toString('utf8', start, end).toLowerCase());
      return findExactly(lower, 0, lower.length);
    },
  };
}

const EMPTY = -1;

/** At least half of the slots stay empty, so that a search always ends and is short. */
function fillSlots(keys: readonly Buffer[]): Int32Array {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(keys.length * 2 + 2))).fill(EMPTY);
  for (const [index, key] of keys.entries()) {
    let slot = hash(key, 0, key.length);
    while (slots[slot & (slots.length - 1)] !== EMPTY) slot += 1;
    slots[slot & (slots.length - 1)] = index;
  }
  return slots;
}

/** The length and three bytes tell most words apart; what they do not is left to the comparison. */
function hash(source: Buffer, start: number, end: number): number {
  if (start === end) return 0;
  const first = source[start] ?? 0;
  const middle = source[(start + end) >> 1] ?? 0;
  const last = source[end - 1] ?? 0;
  return (((end - start) * 31 + first) * 31 + middle) * 31 + last;
}

/** Copies ASCII text in lower case; returns its length, or -1 where it is not ASCII or does not fit. */
function foldAscii(source: Buffer, start: number, end: number, into: Buffer): number {
  const length = end - start;
  if (length > into.length) return -1;
  for (let at = 0; at < length; at += 1) {
    const byte = source[start + at] ?? 0;
    if (byte >= 0x80) return -1;
    into[at] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
  }
  return length;
}
