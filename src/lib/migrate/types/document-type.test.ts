import { assert, bigInt, integer, property, tuple } from 'fast-check';
import { Decimal128 } from 'mongodb';
import { expect, it } from 'vitest';
import type { ColumnFacts } from './column-facts.ts';
import { type DocumentType, documentTypeOf, plainDecimal } from './document-type.ts';

const column = (dataType: string, changes: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name: 'c',
  dataType,
  columnType: dataType,
  isNullable: true,
  collation: null,
  precision: null,
  timePrecision: null,
  ...changes,
});
const typeOf = (...args: Parameters<typeof column>) => documentTypeOf(column(...args)) as DocumentType;
const roundTrip = (type: DocumentType, value: string) => type.decode(type.encode(value));

it.each([
  '0',
  '0.000000',
  '0.00000000',
  '-0.00000001',
  '12.340',
  '-9999999999999999999999999999999999',
  '0.10',
])('keeps the decimal %s with its scale', (text) =>
  expect(roundTrip(typeOf('decimal', { precision: 34 }), text)).toBe(text),
);

it('keeps every decimal of 34 digits', () => {
  const decimal = tuple(bigInt(-(10n ** 34n) + 1n, 10n ** 34n - 1n), integer({ min: 0, max: 33 }));
  const asText = ([digits, scale]: [bigint, number]) => {
    const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
    const [whole, rest] = [all.slice(0, all.length - scale), all.slice(all.length - scale)];
    // MariaDB has no negative zero.
    return `${digits < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${rest}`}`;
  };
  assert(
    property(decimal, (value) => {
      expect(roundTrip(typeOf('decimal', { precision: 34 }), asText(value))).toBe(asText(value));
    }),
    { numRuns: 20_000 },
  );
});

it('writes exponents out', () => {
  expect(plainDecimal(Decimal128.fromString('0E-8').toString())).toBe('0.00000000');
  expect(plainDecimal('1.5E+3')).toBe('1500');
  expect(plainDecimal('-1.5E-3')).toBe('-0.0015');
});

it('keeps every integer that it takes, and refuses the others', () => {
  const long = typeOf('bigint');
  assert(
    property(bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
      expect(roundTrip(long, String(value))).toBe(String(value));
    }),
  );
  expect(() => long.encode('9223372036854775808')).toThrow('a Long cannot hold');
});

it.each(['0000-00-00', '2026-02-00', '2026-02-31'])('refuses the day %s, which BSON does not have', (day) => {
  expect(() => typeOf('date').encode(day)).toThrow('is not a day of the calendar');
  expect(() => typeOf('datetime', { timePrecision: 6 }).encode(`${day} 00:00:00.000000`)).toThrow('calendar');
});

it('does not take one type for another', () => {
  const [int, long] = [typeOf('int'), typeOf('bigint')];
  expect(int.decode(long.encode('1'))).toBeUndefined();
  expect(long.decode(int.encode(1))).toBeUndefined();
  expect(typeOf('varchar').decode(1)).toBeUndefined();
});

it.each([
  ['decimal', { precision: 35 }, '35 digits are more than the 34 of Decimal128; omit the column'],
  ['double', {}, 'double cannot be verified digit by digit yet; omit the column'],
  [
    'int',
    { columnType: 'int(5) unsigned zerofill' },
    'ZEROFILL is lost in a document; omit the column, or change it',
  ],
])('refuses %s %o', (type, changes, message) => {
  expect(documentTypeOf(column(type, changes))).toBe(message);
});
