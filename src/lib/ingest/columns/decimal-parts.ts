import { MINUS, PLUS, ZERO, isDigit } from './digits.ts';

/** Where the digits of a decimal number stand: the whole part without leading zeros, the fraction without trailing ones. */
export interface DecimalParts {
  /** The decimal mark to look for. */
  readonly mark: number;
  negative: boolean;
  wholeStart: number;
  wholeEnd: number;
  fractionStart: number;
  fractionEnd: number;
}

export function createDecimalParts(mark: number): DecimalParts {
  return { mark, negative: false, wholeStart: 0, wholeEnd: 0, fractionStart: 0, fractionEnd: 0 };
}

/** Finds the parts of `-12.50`, `.5` or `7.`; false where the bytes are no such number. */
export function splitDecimal(source: Buffer, start: number, end: number, parts: DecimalParts): boolean {
  const { mark } = parts;
  const sign = source[start] ?? 0;
  parts.negative = sign === MINUS;
  const wholeStart = sign === MINUS || sign === PLUS ? start + 1 : start;
  const wholeEnd = skipDigits(source, wholeStart, end);
  const hasMark = wholeEnd < end && source[wholeEnd] === mark;
  const fractionStart = hasMark ? wholeEnd + 1 : wholeEnd;
  const numberEnd = hasMark ? skipDigits(source, fractionStart, end) : wholeEnd;
  const digits = wholeEnd - wholeStart + numberEnd - fractionStart;
  if (numberEnd !== end || digits === 0) return false;
  parts.wholeStart = wholeStart;
  parts.wholeEnd = wholeEnd;
  parts.fractionStart = fractionStart;
  parts.fractionEnd = numberEnd;
  dropOuterZeros(source, parts);
  return true;
}

function dropOuterZeros(source: Buffer, parts: DecimalParts): void {
  while (parts.wholeStart < parts.wholeEnd && source[parts.wholeStart] === ZERO) parts.wholeStart += 1;
  while (parts.fractionEnd > parts.fractionStart && source[parts.fractionEnd - 1] === ZERO) {
    parts.fractionEnd -= 1;
  }
}

function skipDigits(source: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(source[at] ?? 0)) at += 1;
  return at;
}

/** The digits in a range as a whole number; exact up to EXACT_DIGITS of them. */
export function wholeNumber(source: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + (source[at] ?? 0) - ZERO;
  return value;
}
