export const ZERO = 0x30;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const COLON = 0x3a;
export const SPACE = 0x20;

/** A whole number of so many digits is exact in a double. */
export const EXACT_DIGITS = 15;

/** 10^22 is the last that a double holds exactly. */
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: 23 }, (_, power) => 10 ** power);

/** The value of the digit at a position; more than 9 where there is none. */
export function digitAt(source: Buffer, at: number): number {
  return (source[at] ?? 0) ^ 0x30;
}
