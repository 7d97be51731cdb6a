import * as fc from 'fast-check';
import { type ColumnSpec, columnSpec } from '../../src/lib/ingest/columns/column-spec.ts';

// The pairs of types whose values are loaded and compared, and which docs/decisions/0009-kept-values.md lists.

/** A column of a source with values as they are in the file; some break the column's own rules. */
export interface SourceKind {
  readonly title: string;
  readonly spec: ColumnSpec;
  /** At the edges of some type. */
  readonly fixed: readonly string[];
  readonly random: fc.Arbitrary<string>;
}

const WHOLE = [
  '0',
  '1',
  '5',
  '-1',
  '7',
  '49',
  '99',
  '130',
  '255',
  '256',
  '1901',
  '2018',
  '2155',
  '2156',
  '16777216',
  '16777217',
  '20180131',
  '2147483648',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '18446744073709551615',
];
const FRACTIONS = [
  '0.0',
  '2.0',
  '1.5',
  '2.4',
  '-0.5',
  '9.99',
  '9.999',
  '0.1',
  '0.125',
  '99.00',
  '123.4567',
  '16777217.0',
  '99999999.99',
  '12345678901234567890.0000000001',
  '.5',
  '100.10',
];
const FLOATS = [
  '1e3',
  '1.5e-1',
  '1e-7',
  '1e20',
  '3.4e38',
  '1e39',
  '1e-46',
  '1e-40',
  '1.7976931348623157e308',
  '0.30000000000000004',
  '16777217',
  '1e-300',
];
const DAYS = [
  '0001-01-01',
  '1969-12-31',
  '1970-01-01',
  '1970-01-02',
  '2000-02-29',
  '2018-08-15',
  '2038-01-19',
  '2038-01-20',
  '9999-12-31',
];
const CLOCKS = [
  '00:00:00',
  '00:00:01',
  '12:00:00',
  '23:59:59',
  '03:14:07.789',
  '04:10:37.000001',
  '23:59:59.999999',
  '10:00:00.500000',
  '10:00:00.120000',
];
const TEXTS = [
  'a',
  'A',
  'b',
  'é',
  'É',
  '1',
  '2',
  '05',
  'a ',
  ' a',
  'x ',
  '  ',
  'a,b',
  'b,a',
  'a,a',
  'a,',
  '1,a',
  'aabb',
  'tab\there',
  'line\nfeed',
  'back\\slash',
  'nul\0',
  '👏🏽',
  'ação',
  'x'.repeat(16),
  `${'x'.repeat(20)}   `,
  'y'.repeat(300),
  `${'z'.repeat(250)}          `,
  '12:30:00',
  '12:30:00.5',
  '12:30:00.500',
  '12:30:00.123456',
  '-00:00:01',
  '838:59:59',
  '839:00:00',
  '1:2',
  '130',
  '1.5',
  '2018-08-15',
  '123e4567-e89b-12d3-a456-426614174000',
  '123E4567-E89B-12D3-A456-426614174000',
  '123e4567e89b12d3a456426614174000',
  '10.0.0.1',
  '010.0.0.1',
  '::1',
  'fe80::1',
  '::ffff:10.0.0.1',
  '[1,2]',
  'NULL',
  '\\N',
];

/** Half surrogates are what other tests are about. */
const isSound = (text: string) => Buffer.from(text).toString() === text;

function kind(
  title: string,
  spec: object,
  fixed: readonly string[],
  random: fc.Arbitrary<string>,
): SourceKind {
  return {
    title,
    spec: columnSpec.parse({ name: 'v', null_markers: [], trim: 'none', ...spec }),
    fixed,
    random,
  };
}

const letters = (unit: string) =>
  fc.string({ unit: fc.constantFrom(...Array.from(unit)), maxLength: 20 }).filter(isSound);
const integers = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(String);
const decimals = fc.tuple(fc.integer(), fc.nat(99_999)).map((parts) => parts.join('.'));
const floats = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const moments = fc.tuple(days, fc.constantFrom(...CLOCKS)).map((parts) => parts.join(' '));
const MOMENTS = [...DAYS.map((day) => `${day} 00:00:00`), ...CLOCKS.map((time) => `2018-08-15 ${time}`)];
const ENUM = ['a', 'A', 'b', '1', 'other'];
const JSONS = ['{"a":"é"}', '[]', '1', '"a"', '{"a": 1} ', 'true'];
const WORDS = ['0', '1', 'yes', 'no'];
const DECIMALS = [...WHOLE, ...FRACTIONS];

export const SOURCE_KINDS: readonly SourceKind[] = [
  kind('text', { type: 'text' }, TEXTS, letters('ab1 ,é\t\\\n👏')),
  kind('enum', { type: 'enum', values: ENUM }, ENUM, fc.constantFrom(...ENUM)),
  kind('json', { type: 'json' }, JSONS, fc.json()),
  kind('integer', { type: 'integer' }, WHOLE, integers),
  kind('integer, unsigned', { type: 'integer', unsigned: true }, WHOLE, integers),
  kind('boolean', { type: 'boolean' }, WORDS, fc.constantFrom(...WORDS)),
  kind('decimal(10,0)', { type: 'decimal', precision: 10, scale: 0 }, DECIMALS, decimals),
  kind('decimal(12,4)', { type: 'decimal', precision: 12, scale: 4 }, DECIMALS, decimals),
  kind('decimal(30,10)', { type: 'decimal', precision: 30, scale: 10 }, DECIMALS, decimals),
  kind('float', { type: 'float' }, [...DECIMALS, ...FLOATS], floats),
  kind('date', { type: 'date' }, DAYS, days),
  kind('datetime', { type: 'datetime' }, MOMENTS, moments),
];

/** A column of a select, as the server names its type, with values as text. */
export interface SelectedKind {
  readonly type: string;
  /** At the edges of some type. */
  readonly fixed: readonly string[];
  readonly random: fc.Arbitrary<string>;
}

const SELECTED_TEXTS = [
  'a',
  'A',
  'é',
  '1',
  '2',
  '05',
  '1.5',
  '1e3',
  '1901',
  '99',
  'a ',
  '  ',
  'a,b',
  'b,a',
  '1:2',
  '12:30:00',
  '12:30:00.5',
  '2018-08-15',
  '2018-08-15 12:00:00',
  '10.0.0.1',
  '::1',
  '[1,2]',
  'x'.repeat(20),
];
const SELECTED_LONG = [
  ...SELECTED_TEXTS,
  'y'.repeat(300),
  `${'z'.repeat(250)}          `,
  '123E4567-E89B-12D3-A456-426614174000',
  '0.30000000000000004',
];
const small = fc.integer({ min: 0, max: 255 }).map(String);
const selectedMoments = fc
  .tuple(days, fc.constantFrom(...CLOCKS))
  .map((parts) => parts.join(' '))
  .filter((moment) => moment > '1971' && moment < '2037');

/** What a step selects: the types of staging columns, and what SQL makes of them. */
export const SELECTED_KINDS: readonly SelectedKind[] = [
  { type: 'varchar(20)', fixed: SELECTED_TEXTS, random: letters('ab1 ,é\t\\\n') },
  {
    type: 'char(4)',
    fixed: ['a', '1', '05', '1.5', '1901', 'é', '::1', 'a,b'],
    random: letters('ab1').map((text) => text.slice(0, 4)),
  },
  { type: 'longtext', fixed: SELECTED_LONG, random: letters('ab1 ,é\t\\\n👏') },
  {
    type: 'bigint(20)',
    fixed: WHOLE.filter((value) => BigInt(value) < 2n ** 63n),
    random: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  },
  { type: 'tinyint(3) unsigned', fixed: ['0', '1', '49', '99', '255'], random: small },
  {
    type: 'decimal(12,2)',
    fixed: ['0.00', '1.50', '-0.50', '9.99', '99.00', '1901.00', '9999999999.99'],
    random: decimals.map((value) => value.replace(/(?<=\.\d\d).*/, '')),
  },
  {
    type: 'decimal(30,10)',
    fixed: ['0.5', '2.0', '9.999', '0.125', '16777217', '99.99', '12345678901234567890.0000000001'],
    random: decimals,
  },
  {
    type: 'float',
    fixed: ['0.1', '1.5', '16777216', '3.4e38', '1e-40', '-2', '255', '1901'],
    random: fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  },
  {
    type: 'double',
    fixed: ['0.1', '1.5', '2', '255', '1901', '1e20', '1e-300', '0.30000000000000004', '9007199254740993'],
    random: floats,
  },
  { type: 'bit(8)', fixed: ['0', '1', '48', '255'], random: small },
  {
    type: 'year(4)',
    fixed: ['0000', '1901', '2018', '2155'],
    random: fc.integer({ min: 1901, max: 2155 }).map(String),
  },
  { type: 'date', fixed: DAYS, random: days },
  { type: 'datetime(6)', fixed: MOMENTS, random: moments },
  {
    type: 'timestamp(6)',
    fixed: ['2018-08-15 12:00:00', '2018-08-15 03:14:07.789', '2000-02-29 00:00:00'],
    random: selectedMoments,
  },
  { type: 'time(6)', fixed: [...CLOCKS, '-00:00:01', '838:59:59'], random: fc.constantFrom(...CLOCKS) },
  {
    type: 'varbinary(16)',
    fixed: ['a', 'A ', 'é', 'x'.repeat(16), '10.0.0.1', 'nul\0', '[1,2]'],
    random: letters('ab1 \0').map((text) => text.slice(0, 16)),
  },
  {
    type: 'blob',
    fixed: ['a', 'a ', 'é', 'x'.repeat(16), 'y'.repeat(300), '[1]'],
    random: letters('ab1 \0'),
  },
];

/** Types of columns, as a CREATE TABLE says them. */
export const TARGET_TYPES: readonly string[] = [
  'tinyint',
  'smallint unsigned',
  'mediumint',
  'int',
  'int(5) unsigned zerofill',
  'bigint',
  'bigint unsigned',
  'decimal(5,0) unsigned',
  'decimal(10,2)',
  'decimal(30,10)',
  'float',
  'float(7,2)',
  'double',
  'double(8,3)',
  'bit(1)',
  'bit(8)',
  'bit(64)',
  'year',
  'date',
  'datetime',
  'datetime(3)',
  'datetime(6)',
  'timestamp',
  'timestamp(6)',
  'time',
  'time(3)',
  'char(4)',
  'varchar(20)',
  'varchar(20) charset latin1',
  'varchar(20) charset ascii',
  'tinytext',
  'longtext',
  'json',
  'binary(16)',
  'varbinary(16)',
  'blob',
  "enum('a','b','1','é')",
  "set('a','b','1')",
  'uuid',
  'inet4',
  'inet6',
  'point',
];
