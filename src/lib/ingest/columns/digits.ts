export const ZERO = 0x30;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const COLON = 0x3a;
export const SPACE = 0x20;

/** A whole number of so many digits is exact in a double. */
export const EXACT_DIGITS = 15;

/** Nothing longer is a number that somebody meant; regular expressions never see it. */
export const LONGEST_NUMBER = 400;

/** More than the rounding errors of a number that was added up digit by digit in a double. */
const MARGIN = 1e-9;

/** Whether a number that is only nearly right is sure to lie between two bounds. */
export function insideTest(min: number, max: number): (near: number) => boolean {
  const lowest = min + Math.abs(min) * MARGIN;
  const highest = max - Math.abs(max) * MARGIN;
  return (near) => near > lowest && near < highest;
}

const POWERS_OF_TEN: readonly number[] = Array.from({ length: 40 }, (_, power) => 10 ** power);

/** Exact up to 10^22. */
export function powerOfTen(power: number): number {
  return POWERS_OF_TEN[power] ?? 10 ** power;
}

/** The value of the digit at a position; more than 9 where there is none. */
export function digitAt(source: Buffer, at: number): number {
  return (source[at] ?? 0) ^ 0x30;
}
