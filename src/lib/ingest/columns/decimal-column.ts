import { z } from 'zod';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { boundsInOrder, commonFields } from './common-fields.ts';
import { type DecimalShape, exactDecimalWriter, toScaled } from './decimal-exact.ts';
import { EXACT_DIGITS, insideTest, powerOfTen } from './digits.ts';
import { createNumberCopier } from './number-copier.ts';
import { Verdict } from './value-rule.ts';

const { OK } = Verdict;

const bound = z
  .union([z.number(), z.string()])
  .refine((value) => /^-?\d+(?:\.\d+)?$/u.test(String(value)), 'must be a decimal number');

const decimalFields = z.strictObject({
  type: z.literal('decimal'),
  ...commonFields('both'),
  precision: z.int().min(1).max(65).describe('Digits in all.'),
  scale: z.int().min(0).max(38).describe('Digits after the decimal mark.'),
  decimal_mark: z.enum(['.', ',']).default('.').describe('The decimal mark in the file.'),
  thousands_mark: z
    .enum(['.', ',', ' ', "'"])
    .optional()
    .describe('The mark between groups of three digits in the file; numbers without it are fine too.'),
  excess_digits: z
    .enum(['reject', 'round'])
    .default('reject')
    .describe('What to do with more digits after the mark than `scale`. round: half away from zero.'),
  min: bound.optional().describe('The smallest value.'),
  max: bound.optional().describe('The largest value.'),
});

/** What the keys of a decimal column must fulfil together. */
const decimalSpec = decimalFields.superRefine(boundsInOrder(Number)).superRefine((spec, context) => {
  if (spec.scale > spec.precision) {
    context.addIssue({ code: 'custom', path: ['scale'], message: 'must not be greater than the precision' });
  }
  if (spec.thousands_mark === spec.decimal_mark) {
    context.addIssue({ code: 'custom', path: ['thousands_mark'], message: 'is the decimal mark already' });
  }
});

type DecimalSpec = z.infer<typeof decimalSpec>;

export const column = { spec: decimalSpec, behaviour: decimalColumn };

function decimalColumn(spec: DecimalSpec): ColumnBehaviour {
  return {
    sqlType: `DECIMAL(${spec.precision},${spec.scale})`,
    write: decimalWriter(decimalShape(spec)),
    explain: (rule) => {
      if (rule === 'type') return `is not a decimal number with "${spec.decimal_mark}"`;
      if (rule === 'scale') return `has more than ${spec.scale} digits after the decimal mark`;
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

function decimalShape(spec: DecimalSpec): DecimalShape {
  const { precision, scale, min, max } = spec;
  const greatest = 10n ** BigInt(precision) - 1n;
  return {
    scale,
    mark: spec.decimal_mark,
    thousandsMark: spec.thousands_mark,
    rounds: spec.excess_digits === 'round',
    min: min === undefined ? -greatest : toScaled(String(min), scale),
    max: max === undefined ? greatest : toScaled(String(max), scale),
    greatest,
    wholeDigits: precision - scale,
  };
}

/**
 * Numbers that are written plainly are copied, and compared with the bounds as doubles: exactly up to EXACT_DIGITS,
 * beyond that only where they are far from both. What is left is for `exactDecimalWriter`.
 */
function decimalWriter(shape: DecimalShape): CellWriter {
  const number = createNumberCopier(shape.mark.charCodeAt(0));
  const writeExactly = exactDecimalWriter(shape);
  const { scale, wholeDigits } = shape;
  const lowest = Number(shape.min);
  const highest = Number(shape.max);
  const isFarInside = insideTest(lowest, highest);
  return (source, start, end, out) => {
    const before = out.length;
    const isCopied = number.copy(source, start, end, out);
    const missingDigits = scale - number.fractionDigits;
    if (isCopied && missingDigits >= 0 && number.digits - number.fractionDigits <= wholeDigits) {
      const scaled = number.mantissa * powerOfTen(missingDigits);
      if (isFarInside(scaled)) return OK;
      if (number.digits + missingDigits <= EXACT_DIGITS) {
        return scaled < lowest || scaled > highest ? Verdict.RANGE : OK;
      }
    }
    out.length = before;
    return writeExactly(source, start, end, out);
  };
}
