export const ZERO = 0x30;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const COLON = 0x3a;
export const SPACE = 0x20;

/** A whole number of so many digits is exact in a double. */
export const EXACT_DIGITS = 15;

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

/** Behind the leading zeros of a number; its last digit stays. */
export function skipZeros(source: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end - 1 && source[at] === ZERO) at += 1;
  return at;
}
