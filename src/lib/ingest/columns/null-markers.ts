import { bytesEqual } from './bytes-equal.ts';

/** Whether bytes are one of a column's null markers. */
export interface NullTest {
  (source: Buffer, start: number, end: number): boolean;
}

export function compileNullMarkers(markers: readonly string[]): NullTest {
  const emptyIsNull = markers.includes('');
  const keys = markers.filter((marker) => marker !== '').map((marker) => Buffer.from(marker));
  if (keys.length === 0) return (_source, start, end) => start === end && emptyIsNull;
  return (source, start, end) => {
    if (start === end) return emptyIsNull;
    for (const key of keys) if (bytesEqual(key, source, start, end)) return true;
    return false;
  };
}
