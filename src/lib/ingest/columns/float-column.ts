import { z } from 'zod';
import { appendBytes } from '../encode/append-bytes.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { boundsInOrder, commonFields } from './common-fields.ts';
import { LONGEST_NUMBER, POINT, insideTest, powerOfTen } from './digits.ts';
import { createNumberCopier } from './number-copier.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

const { OK } = Verdict;

/** A sign, digits with or without a point, an exponent or none; not "Infinity", "0x10" or "". */
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/u;

const floatSpec = z
  .strictObject({
    type: z.literal('float'),
    ...commonFields('both'),
    min: z.number().optional().describe('The smallest value.'),
    max: z.number().optional().describe('The largest value.'),
  })
  .superRefine(boundsInOrder(Number));

type FloatSpec = z.infer<typeof floatSpec>;

export const column = { spec: floatSpec, behaviour: floatColumn };

function floatColumn(spec: FloatSpec): ColumnBehaviour {
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

/**
 * The digits go to the server as they are; the value is only needed for the range. Beyond fifteen digits it is near
 * enough for that, unless it lies close to a bound.
 */
function floatWriter(min: number, max: number): CellWriter {
  const number = createNumberCopier(POINT);
  const isFarInside = insideTest(min, max);
  return (source, start, end, out) => {
    const isCopied = number.copy(source, start, end, out);
    if (isCopied && isFarInside(number.mantissa / powerOfTen(number.fractionDigits))) return OK;
    const value = readFloat(source, start, end);
    if (Number.isNaN(value)) return Verdict.TYPE | CANNOT_STORE;
    if (!Number.isFinite(value)) return Verdict.RANGE | CANNOT_STORE;
    if (!isCopied) appendBytes(out, source, start, end);
    return value < min || value > max ? Verdict.RANGE : OK;
  };
}

function readFloat(source: Buffer, start: number, end: number): number {
  if (end - start > LONGEST_NUMBER) return Number.NaN;
  const text = source.toString('latin1', start, end);
  return FLOAT.test(text) ? Number(text) : Number.NaN;
}
