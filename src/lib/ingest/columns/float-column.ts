import { z } from 'zod';
import { appendBytes } from '../encode/append-bytes.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { commonFields } from './common-fields.ts';
import { type DecimalParts, createDecimalParts, splitDecimal, wholeNumber } from './decimal-parts.ts';
import { EXACT_DIGITS, POINT } from './digits.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

/** A sign, digits with or without a point, an exponent or none; not "Infinity", "0x10" or "". */
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/u;

/** Beyond this nothing is a number that somebody meant. */
const LONGEST_FLOAT = 400;

export const floatSpec = z.strictObject({
  type: z.literal('float'),
  ...commonFields('both'),
  min: z.number().optional().describe('The smallest value.'),
  max: z.number().optional().describe('The largest value.'),
});

export type FloatSpec = z.infer<typeof floatSpec>;

export function floatColumn(spec: FloatSpec): ColumnBehaviour {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = spec;
  return {
    sqlType: 'DOUBLE',
    write: floatWriter(min, max),
    explain: (rule) => {
      if (rule === 'type') return 'is not a number';
      if (rule === 'range') return `is not between ${min} and ${max}`;
      return undefined;
    },
  };
}

/** The digits go to the server as they are; the value is only needed for the range. */
function floatWriter(min: number, max: number): CellWriter {
  const parts = createDecimalParts(POINT);
  return (source, start, end, out) => {
    const isPlain = splitDecimal(source, start, end, parts);
    const value = isPlain ? plainValue(source, start, end, parts) : exponentValue(source, start, end);
    if (Number.isNaN(value)) return Verdict.TYPE | CANNOT_STORE;
    if (!Number.isFinite(value)) return Verdict.RANGE | CANNOT_STORE;
    appendBytes(out, source, start, end);
    return value < min || value > max ? Verdict.RANGE : Verdict.OK;
  };
}

/** Up to EXACT_DIGITS the quotient of two exact doubles is the nearest double; longer numbers are left to JavaScript. */
function plainValue(source: Buffer, start: number, end: number, parts: DecimalParts): number {
  if (end - start > EXACT_DIGITS) return Number(source.toString('latin1', start, end));
  const { wholeStart, wholeEnd, fractionStart, fractionEnd } = parts;
  const scale = 10 ** (fractionEnd - fractionStart);
  const whole = wholeNumber(source, wholeStart, wholeEnd) * scale;
  const value = (whole + wholeNumber(source, fractionStart, fractionEnd)) / scale;
  return parts.negative ? -value : value;
}

function exponentValue(source: Buffer, start: number, end: number): number {
  const text = source.toString('latin1', start, Math.min(end, start + LONGEST_FLOAT));
  return end - start <= LONGEST_FLOAT && FLOAT.test(text) ? Number(text) : NaN;
}
