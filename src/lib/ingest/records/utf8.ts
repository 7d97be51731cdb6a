/**
 * Length of the UTF-8 sequence at a position, 1 to 4; 0 where the bytes are none (RFC 3629: no overlong forms,
 * no surrogates, nothing above U+10FFFF, nothing cut off at `end`).
 */
export function utf8LengthAt(buffer: Buffer, at: number, end: number): number {
  const lead = buffer[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return hasContinuation(buffer, at + 1, at + 2, end) ? 2 : 0;
  const second = buffer[at + 1] ?? 0;
  if (lead < 0xf0) {
    const sound = (lead !== 0xe0 || second >= 0xa0) && (lead !== 0xed || second < 0xa0);
    return sound && hasContinuation(buffer, at + 1, at + 3, end) ? 3 : 0;
  }
  const sound = (lead !== 0xf0 || second >= 0x90) && (lead !== 0xf4 || second < 0x90);
  return sound && hasContinuation(buffer, at + 1, at + 4, end) ? 4 : 0;
}

function hasContinuation(buffer: Buffer, from: number, to: number, end: number): boolean {
  if (to > end) return false;
  for (let at = from; at < to; at += 1) {
    if (((buffer[at] ?? 0) & 0xc0) !== 0x80) return false;
  }
  return true;
}

/** Where the first byte stands that is not part of valid UTF-8; -1 where all are. */
export function invalidUtf8At(buffer: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    if ((buffer[at] ?? 0) < 0x80) {
      at += 1;
      continue;
    }
    const length = utf8LengthAt(buffer, at, end);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

/** Characters (code points) in a range of valid UTF-8, as MariaDB's CHAR_LENGTH counts them. */
export function countCharacters(buffer: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    if (((buffer[at] ?? 0) & 0xc0) !== 0x80) count += 1;
  }
  return count;
}
