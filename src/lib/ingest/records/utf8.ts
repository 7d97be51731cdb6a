/**
 * Length of the UTF-8 sequence at a position, 1 to 4; 0 where the bytes are none (RFC 3629: no overlong forms,
 * no surrogates, nothing above U+10FFFF, nothing cut off at `end`).
 */
export function utf8LengthAt(buffer: Buffer, at: number, end: number): number {
  const lead = buffer[at] ?? 0;
  const length = LENGTH_BY_LEAD[lead] ?? 0;
  if (length < 2) return length;
  if (at + length > end || !isSecondByte(lead, buffer[at + 1] ?? 0)) return 0;
  for (let index = 2; index < length; index += 1) {
    if (((buffer[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** By the first byte: 0 where no character begins so. */
const LENGTH_BY_LEAD = new Uint8Array(256)
  .fill(1, 0, 0x80)
  .fill(2, 0xc2, 0xe0)
  .fill(3, 0xe0, 0xf0)
  .fill(4, 0xf0, 0xf5);

/** Length of the character that a byte begins, 1 to 4; 0 if no character begins with it. */
export function utf8LengthByLead(lead: number): number {
  return LENGTH_BY_LEAD[lead] ?? 0;
}

/** Any continuation byte, but after four of the first bytes only a part of those. */
function isSecondByte(lead: number, second: number): boolean {
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const greatest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= least && second <= greatest;
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
