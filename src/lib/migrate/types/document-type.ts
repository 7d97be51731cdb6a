import { Binary, Decimal128, Int32, Long } from 'mongodb';
import type { ColumnFacts } from './column-facts.ts';

/** What the driver of MariaDB reads from a column that is not null. */
export type Read = string | number | Buffer;

/** How a column becomes a value of a document, and back to the text that MariaDB itself makes of it. */
export interface DocumentType {
  /** The type in BSON, for people. */
  readonly bson: string;
  /** A sentence after "the value": throws it if a document cannot hold the value. */
  readonly encode: (value: Read) => unknown;
  /** The text of the value; undefined if it has another type than `encode` gives. */
  readonly decode: (value: unknown) => string | undefined;
  /** The text of the column, made by MariaDB: SQL with the column in it. */
  readonly text: (column: string) => string;
  /** Text of two values that are compared as MariaDB orders them; null if that is not known here. */
  readonly compare: ((left: string, right: string) => number) | null;
}

const asText = (column: string) => `CAST(${column} AS CHAR CHARACTER SET utf8mb4)`;
const byNumber = (left: string, right: string) => {
  const [a, b] = [BigInt(left), BigInt(right)];
  return a < b ? -1 : a > b ? 1 : 0;
};
const byBytes = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));

const INT32: DocumentType = {
  bson: 'Int32',
  encode: (value) => new Int32(Number(value)),
  decode: (value) => (value instanceof Int32 ? String(value.value) : undefined),
  text: asText,
  compare: byNumber,
};

const LARGEST = 2n ** 63n - 1n;

const LONG: DocumentType = {
  bson: 'Long',
  encode: (value) => {
    // A computed field may be one.
    if (!/^-?\d+$/.test(String(value))) throw new RangeError('is not a whole number');
    if (BigInt(String(value)) > LARGEST)
      throw new RangeError('is larger than 9223372036854775807, which a Long cannot hold');
    return Long.fromString(String(value));
  },
  decode: (value) => (value instanceof Long ? value.toString() : undefined),
  text: asText,
  compare: byNumber,
};

const EXACT = /^-?\d+(?:\.\d+)?$/;

const DECIMAL: DocumentType = {
  bson: 'Decimal128',
  encode: (value) => {
    // A computed field may be a floating-point number, which is not what its digits say.
    if (!EXACT.test(String(value))) throw new RangeError('is not an exact decimal');
    return Decimal128.fromString(String(value));
  },
  decode: (value) => (value instanceof Decimal128 ? plainDecimal(value.toString()) : undefined),
  text: asText,
  // The values of a column have one scale.
  compare: (left, right) =>
    [left, right].every((text) => EXACT.test(text))
      ? byNumber(left.replace('.', ''), right.replace('.', ''))
      : -1,
};

/** Without an exponent, as MariaDB writes it: `0E-8` is `0.00000000`. */
export function plainDecimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?E([+-]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  const padded = point <= 0 ? digits.padStart(digits.length - point + 1, '0') : digits;
  const at = Math.max(point, 1);
  return `${sign}${padded.slice(0, at)}.${padded.slice(at)}`;
}

const STRING: DocumentType = {
  bson: 'String',
  encode: String,
  decode: (value) => (typeof value === 'string' ? value : undefined),
  text: (column) => `CONVERT(${column} USING utf8mb4)`,
  compare: null,
};

const SET: DocumentType = {
  bson: 'Array of String',
  encode: (value) => (value === '' ? [] : String(value).split(',')),
  decode: (value) => (Array.isArray(value) ? value.join(',') : undefined),
  text: asText,
  compare: null,
};

const BINARY: DocumentType = {
  bson: 'Binary',
  encode: (value) => new Binary(value as Buffer),
  decode: (value) =>
    value instanceof Binary ? Buffer.from(value.value()).toString('hex').toUpperCase() : undefined,
  text: (column) => `HEX(${column})`,
  compare: byBytes,
};

/** BSON has dates that JavaScript has not. */
const isDate = (value: unknown): value is Date => value instanceof Date && !Number.isNaN(value.getTime());

const DATE: DocumentType = {
  bson: 'Date',
  encode: (value) => toDate(String(value), 'T00:00:00.000Z'),
  decode: (value) => (isDate(value) ? value.toISOString().slice(0, 10) : undefined),
  text: asText,
  compare: byBytes,
};

/** A day or a moment that BSON has: the zero date of MariaDB is none. The value may be personal, so no message has it. */
export function toDate(day: string, time: string): Date {
  const date = new Date(`${day}${time}`);
  // JavaScript makes the 31st of February the 2nd of March.
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day)) {
    throw new RangeError('is not a day of the calendar');
  }
  return date;
}

const MOMENT: DocumentType = {
  bson: 'Date, and microseconds if there are any',
  encode: (value) => {
    const [day = '', time = ''] = String(value).split(' ');
    return toDate(day, `T${time.slice(0, 12)}Z`);
  },
  decode: (value) => (isDate(value) ? value.toISOString().replace('T', ' ').slice(0, -1) : undefined),
  text: asText,
  compare: byBytes,
};

/** Decimal128 has 34 digits (IEEE 754-2008). */
const MOST_DIGITS = 34;

const BY_DATA_TYPE: Readonly<Record<string, DocumentType>> = {
  ...Object.fromEntries(['tinyint', 'smallint', 'mediumint', 'year'].map((type) => [type, INT32])),
  bigint: LONG,
  decimal: DECIMAL,
  ...Object.fromEntries(
    ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'enum'].map((type) => [type, STRING]),
  ),
  ...Object.fromEntries(
    ['uuid', 'inet4', 'inet6', 'time'].map((type) => [type, { ...STRING, text: asText }]),
  ),
  ...Object.fromEntries(
    ['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'].map((type) => [type, BINARY]),
  ),
  set: SET,
  date: DATE,
  datetime: MOMENT,
  timestamp: MOMENT,
};

/** The type for a column, or a sentence on why a document could not hold it without loss. */
export function documentTypeOf(column: ColumnFacts): DocumentType | string {
  const { dataType, columnType, precision, collation } = column;
  if (columnType.includes('zerofill')) return 'ZEROFILL is lost in a document; omit the column, or change it';
  if (dataType === 'int') return columnType.includes('unsigned') ? LONG : INT32;
  if (dataType === 'decimal' && (precision ?? 0) > MOST_DIGITS) {
    return `${precision} digits are more than the ${MOST_DIGITS} of Decimal128; omit the column`;
  }
  const type = BY_DATA_TYPE[dataType];
  if (type === undefined) return `${dataType} cannot be verified digit by digit yet; omit the column`;
  // A comparison of bytes is the order of a binary collation alone.
  return type.bson === 'String' && (collation?.endsWith('_bin') ?? false)
    ? { ...type, compare: byBytes }
    : type;
}
