import { z } from 'zod';
import { appendByte, appendBytes } from '../encode/append-bytes.ts';
import type { RowBuffer } from '../encode/row-buffer.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { commonFields } from './common-fields.ts';
import { type DecimalLimits, decimalLimits, writeExactly } from './decimal-exact.ts';
import { type DecimalParts, createDecimalParts, splitDecimal, wholeNumber } from './decimal-parts.ts';
import { EXACT_DIGITS, MINUS, POINT, ZERO } from './digits.ts';
import { acceptGrouped } from './digit-groups.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

const bound = z
  .union([z.number(), z.string()])
  .refine((value) => /^-?\d+(?:\.\d+)?$/u.test(String(value)), 'must be a decimal number');

const decimalFields = z.strictObject({
  type: z.literal('decimal'),
  ...commonFields('both'),
  precision: z.int().min(1).max(65).describe('Digits in all.'),
  scale: z.int().min(0).max(38).describe('Digits behind the decimal mark.'),
  decimal_mark: z.enum(['.', ',']).default('.').describe('The decimal mark in the file.'),
  thousands_mark: z
    .enum(['.', ',', ' ', "'"])
    .optional()
    .describe('The mark between groups of three digits in the file; numbers without it are fine too.'),
  excess_digits: z
    .enum(['reject', 'round'])
    .default('reject')
    .describe('What to do with more digits behind the mark than `scale`. round: half away from zero.'),
  min: bound.optional().describe('The smallest value.'),
  max: bound.optional().describe('The largest value.'),
});

/** What the keys of a decimal column must fulfil together. */
export const decimalSpec = decimalFields.superRefine((spec, context) => {
  if (spec.scale > spec.precision) {
    context.addIssue({ code: 'custom', path: ['scale'], message: 'must not be greater than the precision' });
  }
  if (spec.thousands_mark === spec.decimal_mark) {
    context.addIssue({ code: 'custom', path: ['thousands_mark'], message: 'is the decimal mark already' });
  }
});

export type DecimalSpec = z.infer<typeof decimalSpec>;

export function decimalColumn(spec: DecimalSpec): ColumnBehaviour {
  const write = decimalWriter(spec);
  return {
    sqlType: `DECIMAL(${spec.precision},${spec.scale})`,
    write:
      spec.thousands_mark === undefined
        ? write
        : acceptGrouped(spec.thousands_mark, spec.decimal_mark, write),
    explain: (rule) => {
      if (rule === 'type') return `is not a decimal number with "${spec.decimal_mark}"`;
      if (rule === 'scale') return `has more than ${spec.scale} digits behind the decimal mark`;
      if (rule === 'range') return `is not ${expectedRange(spec)}`;
      return undefined;
    },
  };
}

function expectedRange({ min, max, precision, scale }: DecimalSpec): string {
  if (min === undefined && max === undefined) return `within DECIMAL(${precision},${scale})`;
  if (max === undefined) return `at least ${min}`;
  return min === undefined ? `at most ${max}` : `between ${min} and ${max}`;
}

function decimalWriter(spec: DecimalSpec): CellWriter {
  const parts = createDecimalParts(spec.decimal_mark.charCodeAt(0));
  const limits = decimalLimits(spec);
  const rounds = spec.excess_digits === 'round';
  return (source, start, end, out) => {
    if (!splitDecimal(source, start, end, parts)) return Verdict.TYPE | CANNOT_STORE;
    const fits = parts.fractionEnd - parts.fractionStart <= spec.scale;
    if (!fits && !rounds) return Verdict.SCALE | CANNOT_STORE;
    const isShort = parts.wholeEnd - parts.wholeStart + spec.scale <= EXACT_DIGITS;
    return fits && isShort ? writeShort(source, parts, limits, out) : writeLong(source, parts, limits, out);
  };
}

/** The number times 10^scale is exact in a double here, so that the bounds can be compared without BigInt. */
function writeShort(source: Buffer, parts: DecimalParts, limits: DecimalLimits, out: RowBuffer): number {
  const { wholeStart, wholeEnd, fractionStart, fractionEnd } = parts;
  const fractionDigits = fractionEnd - fractionStart;
  const whole = wholeNumber(source, wholeStart, wholeEnd) * 10 ** limits.scale;
  const fraction = wholeNumber(source, fractionStart, fractionEnd) * 10 ** (limits.scale - fractionDigits);
  const value = parts.negative ? -(whole + fraction) : whole + fraction;
  if (value > limits.columnHighest || value < -limits.columnHighest) return Verdict.RANGE | CANNOT_STORE;
  if (value < 0) appendByte(out, MINUS);
  if (wholeStart === wholeEnd) appendByte(out, ZERO);
  appendBytes(out, source, wholeStart, wholeEnd);
  if (fractionDigits > 0) {
    appendByte(out, POINT);
    appendBytes(out, source, fractionStart, fractionEnd);
  }
  return value < limits.lowest || value > limits.highest ? Verdict.RANGE : Verdict.OK;
}

function writeLong(source: Buffer, parts: DecimalParts, limits: DecimalLimits, out: RowBuffer): number {
  const digits = {
    negative: parts.negative,
    whole: source.toString('latin1', parts.wholeStart, parts.wholeEnd),
    fraction: source.toString('latin1', parts.fractionStart, parts.fractionEnd),
  };
  return writeExactly(digits, limits, out);
}
