import { bytesEqual } from './bytes-equal.ts';

/** The null markers of a column in bytes, without the empty one. */
export function compileNullWords(markers: readonly string[]): readonly Buffer[] {
  return markers.filter((marker) => marker !== '').map((marker) => Buffer.from(marker));
}

export function isNullWord(words: readonly Buffer[], source: Buffer, start: number, end: number): boolean {
  for (const word of words) if (bytesEqual(word, source, start, end)) return true;
  return false;
}
