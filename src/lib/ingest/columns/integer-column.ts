import { z } from 'zod';
import { appendAsciiText } from '../encode/append-bytes.ts';
import type { RowBuffer } from '../encode/row-buffer.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { boundsInOrder, commonFields } from './common-fields.ts';
import { EXACT_DIGITS, LONGEST_NUMBER } from './digits.ts';
import { createNumberCopier } from './number-copier.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

const { OK } = Verdict;

/** 2^64 has twenty. */
const LONGEST_BIGINT = 20;

const NO_MARK = -1;
const WHOLE_NUMBER = /^(?<sign>[+-]?)0*(?<significant>\d+)$/u;

const bound = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/u, 'a whole number')]);

const integerSpec = z
  .strictObject({
    type: z.literal('integer'),
    ...commonFields('both'),
    unsigned: z
      .boolean()
      .default(false)
      .describe('Whether the column is BIGINT UNSIGNED, which reaches 2^64-1 and holds nothing below 0.'),
    min: bound.optional().describe('The smallest value; in quotes where it has more than 15 digits.'),
    max: bound.optional().describe('The largest value; in quotes where it has more than 15 digits.'),
  })
  .superRefine(boundsInOrder(Number));

type IntegerSpec = z.infer<typeof integerSpec>;

export const column = { spec: integerSpec, behaviour: integerColumn };

function integerColumn(spec: IntegerSpec): ColumnBehaviour {
  const column = spec.unsigned
    ? { min: 0n, max: 2n ** 64n - 1n }
    : { min: -(2n ** 63n), max: 2n ** 63n - 1n };
  const min = spec.min === undefined ? column.min : BigInt(spec.min);
  const max = spec.max === undefined ? column.max : BigInt(spec.max);
  return {
    sqlType: spec.unsigned ? 'BIGINT UNSIGNED' : 'BIGINT',
    write: integerWriter({ min, max }, column),
    explain: (rule) => {
      if (rule === 'type') return 'is not a whole number';
      if (rule === 'range') return `is not between ${min} and ${max}`;
      return undefined;
    },
  };
}

interface Limits {
  readonly min: bigint;
  readonly max: bigint;
}

function integerWriter(wanted: Limits, column: Limits): CellWriter {
  const number = createNumberCopier(NO_MARK);
  const lowest = Number(wanted.min);
  const highest = Number(wanted.max);
  const possible = Number(column.min);
  return (source, start, end, out) => {
    const before = out.length;
    if (number.copy(source, start, end, out) && number.digits <= EXACT_DIGITS) {
      const { mantissa } = number;
      if (mantissa >= lowest && mantissa <= highest) return OK;
      return mantissa < possible ? Verdict.RANGE | CANNOT_STORE : Verdict.RANGE;
    }
    out.length = before;
    return writeUnusual(source.subarray(start, end), out);
  };

  /** Signs, zeros in front, and numbers too long for a double. */
  function writeUnusual(value: Buffer, out: RowBuffer): number {
    if (value.length > LONGEST_NUMBER) return Verdict.TYPE | CANNOT_STORE;
    const digits = WHOLE_NUMBER.exec(value.toString('latin1'))?.groups;
    if (digits === undefined) return Verdict.TYPE | CANNOT_STORE;
    const { sign, significant = '0' } = digits;
    if (significant.length > LONGEST_BIGINT) return Verdict.RANGE | CANNOT_STORE;
    const exact = sign === '-' ? -BigInt(significant) : BigInt(significant);
    if (exact < column.min || exact > column.max) return Verdict.RANGE | CANNOT_STORE;
    appendAsciiText(out, exact.toString());
    return exact < wanted.min || exact > wanted.max ? Verdict.RANGE : OK;
  }
}
