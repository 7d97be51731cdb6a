import { bytesEqual } from './bytes-equal.ts';

/** The values of a column that mean NULL, in bytes. */
export interface NullMarkers {
  readonly emptyIsNull: boolean;
  readonly words: readonly Buffer[];
}

export function compileNullMarkers(markers: readonly string[]): NullMarkers {
  return {
    emptyIsNull: markers.includes(''),
    words: markers.filter((marker) => marker !== '').map((marker) => Buffer.from(marker)),
  };
}

export function isNullMarker(markers: NullMarkers, source: Buffer, start: number, end: number): boolean {
  if (start === end) return markers.emptyIsNull;
  for (const word of markers.words) if (bytesEqual(word, source, start, end)) return true;
  return false;
}
