import { BACKSLASH } from './byte-class.ts';
import type { DialectSpec } from './dialect-spec.ts';

/** What a letter behind a backslash stands for, as MariaDB writes and reads it; any other byte stands for itself. */
const ESCAPED_LETTERS: Readonly<Record<string, number>> = {
  '0': 0x00,
  b: 0x08,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  Z: 0x1a,
};

const MEANING_OF_ESCAPED = Uint8Array.from({ length: 256 }, (_, byte) => {
  return ESCAPED_LETTERS[String.fromCharCode(byte)] ?? byte;
});

/** Writes a field flagged ESCAPED without its doubled quotes and backslashes; returns the number of bytes written. */
export interface FieldUnescaper {
  (source: Buffer, start: number, end: number, into: Buffer): number;
}

/** `into` must have room for `end - start` bytes. */
export function createUnescaper(dialect: DialectSpec): FieldUnescaper {
  const quote = dialect.quote?.charCodeAt(0) ?? -1;
  const backslash = dialect.escape === 'backslash' ? BACKSLASH : -1;
  return (source, start, end, into) => {
    let length = 0;
    for (let at = start; at < end; at += 1) {
      let byte = source[at] ?? 0;
      if (byte === backslash && at + 1 < end) {
        at += 1;
        byte = MEANING_OF_ESCAPED[source[at] ?? 0] ?? 0;
      } else if (byte === quote && source[at + 1] === quote && at + 1 < end) {
        at += 1;
      }
      into[length] = byte;
      length += 1;
    }
    return length;
  };
}
