const SPACE = 0x20;

/** White space of several bytes in UTF-8, as String.prototype.trim knows it, each as one big-endian number. */
const WIDE_SPACES = new Set(
  [0x00a0, 0xfeff, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]
    .concat(Array.from({ length: 11 }, (_, offset) => 0x2000 + offset))
    .map((codePoint) => Buffer.from(String.fromCodePoint(codePoint)))
    .map((bytes) => bytes.readUIntBE(0, bytes.length)),
);

/** Where the value begins behind leading white space. */
export function trimStart(source: Buffer, start: number, end: number): number {
  let at = start;
  for (let width = spaceAt(source, at, end); width > 0; width = spaceAt(source, at, end)) at += width;
  return at;
}

/** Where the value ends before trailing white space. */
export function trimEnd(source: Buffer, start: number, end: number): number {
  let at = end;
  for (let width = spaceBefore(source, start, at); width > 0; width = spaceBefore(source, start, at))
    at -= width;
  return at;
}

function spaceAt(source: Buffer, at: number, end: number): number {
  if (at >= end) return 0;
  const byte = source[at] ?? 0;
  if (byte < 0x80) return byte <= SPACE && isAsciiSpace(byte) ? 1 : 0;
  if (at + 2 <= end && WIDE_SPACES.has(source.readUInt16BE(at))) return 2;
  return at + 3 <= end && WIDE_SPACES.has(source.readUIntBE(at, 3)) ? 3 : 0;
}

function spaceBefore(source: Buffer, start: number, at: number): number {
  if (at <= start) return 0;
  const byte = source[at - 1] ?? 0;
  if (byte < 0x80) return byte <= SPACE && isAsciiSpace(byte) ? 1 : 0;
  if (at - 2 >= start && WIDE_SPACES.has(source.readUInt16BE(at - 2))) return 2;
  return at - 3 >= start && WIDE_SPACES.has(source.readUIntBE(at - 3, 3)) ? 3 : 0;
}

function isAsciiSpace(byte: number): boolean {
  return byte === SPACE || (byte >= 0x09 && byte <= 0x0d);
}
