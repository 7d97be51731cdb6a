import { type RowBuffer, reserve } from '../encode/row-buffer.ts';
import { MINUS, POINT, ZERO, digitAt } from './digits.ts';

/** What is known of the number that was copied last. */
export interface NumberCopier {
  /** The number without its mark, and its sign; exact up to EXACT_DIGITS digits. */
  mantissa: number;
  digits: number;
  fractionDigits: number;
  /**
   * Appends a number that is written as a program would write it: 0, -12, 3.50. False, with nothing appended, for
   * anything else, which may still be a number: +5, 007, .5, 1e3. One pass, because every loop that ends at a length
   * that is hard to foresee costs the processor more than the bytes themselves.
   */
  copy(source: Buffer, start: number, end: number, out: RowBuffer): boolean;
}

/** `mark`: the decimal mark, copied as a point; -1 for whole numbers. */
export function createNumberCopier(mark: number): NumberCopier {
  const copier: NumberCopier = { mantissa: 0, digits: 0, fractionDigits: 0, copy };
  return copier;

  function copy(source: Buffer, start: number, end: number, out: RowBuffer): boolean {
    reserve(out, end - start);
    const isNegative = source[start] === MINUS;
    const firstDigit = isNegative ? start + 1 : start;
    const shift = out.length - start;
    let mantissa = 0;
    let markAt = end;
    for (let at = firstDigit; at < end; at += 1) {
      const digit = digitAt(source, at);
      if (digit <= 9) {
        mantissa = mantissa * 10 + digit;
        out.bytes[at + shift] = ZERO + digit;
      } else {
        if (source[at] !== mark || markAt < end) return false;
        markAt = at;
        out.bytes[at + shift] = POINT;
      }
    }
    if (!isCanonical(source, firstDigit, markAt, end)) return false;
    if (isNegative) {
      if (mantissa === 0) return false;
      out.bytes[out.length] = MINUS;
    }
    out.length += end - start;
    copier.mantissa = isNegative ? -mantissa : mantissa;
    copier.fractionDigits = markAt === end ? 0 : end - markAt - 1;
    copier.digits = markAt - firstDigit + copier.fractionDigits;
    return true;
  }
}

/** Digits before the mark, without zeros in front of them, and digits after it. */
function isCanonical(source: Buffer, firstDigit: number, markAt: number, end: number): boolean {
  const wholeDigits = markAt - firstDigit;
  return wholeDigits > 0 && markAt + 1 !== end && (wholeDigits === 1 || source[firstDigit] !== ZERO);
}
