import { z } from 'zod';
import { appendAscii, appendByte, appendBytes } from '../encode/append-bytes.ts';
import type { RowBuffer } from '../encode/row-buffer.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { commonFields } from './common-fields.ts';
import { EXACT_DIGITS, MINUS, PLUS, ZERO, skipZeros } from './digits.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

/** 2^64 has twenty. */
const LONGEST_BIGINT = 20;

const bound = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/u, 'a whole number')]);

export const integerSpec = z.strictObject({
  type: z.literal('integer'),
  ...commonFields('both'),
  unsigned: z
    .boolean()
    .default(false)
    .describe('Whether the column is BIGINT UNSIGNED, which reaches 2^64-1 and holds nothing below 0.'),
  min: bound.optional().describe('The smallest value; in quotes where it has more than 15 digits.'),
  max: bound.optional().describe('The largest value; in quotes where it has more than 15 digits.'),
});

export type IntegerSpec = z.infer<typeof integerSpec>;

export function integerColumn(spec: IntegerSpec): ColumnBehaviour {
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
  const lowest = Number(wanted.min);
  const highest = Number(wanted.max);
  return (source, start, end, out) => {
    const sign = source[start];
    const digitsStart = sign === MINUS || sign === PLUS ? start + 1 : start;
    const magnitude = readDigits(source, digitsStart, end);
    if (magnitude < 0) return Verdict.TYPE | CANNOT_STORE;
    const first = skipZeros(source, digitsStart, end);
    if (end - first > EXACT_DIGITS) return writeLong(source.subarray(first, end), sign === MINUS, out);
    const value = sign === MINUS ? -magnitude : magnitude;
    if (value < 0) appendByte(out, MINUS);
    appendBytes(out, source, first, end);
    if (value >= lowest && value <= highest) return Verdict.OK;
    return value < 0 && column.min === 0n ? Verdict.RANGE | CANNOT_STORE : Verdict.RANGE;
  };

  function writeLong(digits: Buffer, isNegative: boolean, out: RowBuffer): number {
    if (digits.length > LONGEST_BIGINT) return Verdict.RANGE | CANNOT_STORE;
    const magnitude = BigInt(digits.toString('latin1'));
    const value = isNegative ? -magnitude : magnitude;
    if (value < column.min || value > column.max) return Verdict.RANGE | CANNOT_STORE;
    appendAscii(out, value.toString());
    return value < wanted.min || value > wanted.max ? Verdict.RANGE : Verdict.OK;
  }
}

/** The value of one digit or more, exact up to EXACT_DIGITS of them; -1 where there is anything else. */
function readDigits(source: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (source[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return start < end ? value : -1;
}
