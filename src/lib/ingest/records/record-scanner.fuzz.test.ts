import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DialectSpec, dialectSpec } from './dialect-spec.ts';
import { type ScannedRecord, scanAll } from '../../../../test/support/scan-all.ts';

const dialects: readonly DialectSpec[] = [
  {},
  { delimiter: '\t', quote: null },
  { delimiter: ';', quote: "'" },
  { delimiter: '|~|', record_end: '|\n' },
  { delimiter: '||', record_end: '\r\n' },
  { delimiter: '::', record_end: '\n', quote: '"' },
  { record_end: '\r' },
].map((input) => dialectSpec.parse({ header: false, ...input }));

/** Words over an alphabet in which every special byte is frequent. */
const text = fc.string({
  unit: fc.constantFrom('a', 'é', '😀', ',', ';', '|', '~', ':', '\t', '"', "'", '\n', '\r', '\\', ' '),
  maxLength: 6,
});

function quoteField(value: string, dialect: DialectSpec): string {
  const quote = dialect.quote ?? '';
  return quote + value.replaceAll(quote, quote + quote) + quote;
}

/** Rows whose unquoted fields hold nothing special, with their file. */
const file = fc.constantFrom(...dialects).chain((dialect) => {
  const special = new RegExp(`["',;|~:\\t\\n\\r\\\\]`, 'gu');
  const field = fc.record({ value: text, quoted: fc.boolean() }).map(({ value, quoted }) => {
    return quoted && dialect.quote !== null ? quoteField(value, dialect) : value.replaceAll(special, '');
  });
  const ends = dialect.record_end === 'auto' ? ['\n', '\r\n', '\r'] : [dialect.record_end];
  const record = fc.tuple(fc.array(field, { minLength: 1, maxLength: 4 }), fc.constantFrom(...ends));
  const records = fc.array(record, { maxLength: 8 });
  return fc.record({ dialect: fc.constant(dialect), records, endless: fc.boolean() });
});

function render(dialect: DialectSpec, records: readonly [string[], string][], endless: boolean): Buffer {
  const lines = records.map(([fields, end]) => fields.join(dialect.delimiter) + end);
  const last = records.at(-1);
  if (endless && last !== undefined) lines.push((lines.pop() ?? '').slice(0, -last[1].length));
  return Buffer.from(lines.join(''));
}

function parseIndependently(dialect: DialectSpec, bytes: Buffer): string[][] {
  return parse(bytes, {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.quote,
    record_delimiter: dialect.record_end === 'auto' ? ['\r\n', '\n', '\r'] : dialect.record_end,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: false,
  });
}

const withoutPosition = (records: readonly ScannedRecord[]) => records.map((record) => record.fields);

describe('the scanner against an independent parser', () => {
  it('reads the same fields from well-formed files of every dialect', () => {
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 40 }), ({ dialect, records, endless }, chunkBytes) => {
        const bytes = render(dialect, records, endless);
        const scanned = scanAll(bytes, dialect, { chunkBytes });
        expect(withoutPosition(scanned.records)).toEqual(parseIndependently(dialect, bytes));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the scanner on anything at all', () => {
  const anything = fc
    .string({
      unit: fc.constantFrom('a', 'b', ',', '"', '"', '\n', '\r', '\\', '\0', '|', '~', ':', '\t'),
      maxLength: 60,
    })
    .map((characters) => Buffer.from(characters));
  const backslash = dialectSpec.parse({ header: false, escape: 'backslash' });
  const anyDialect = fc.constantFrom(...dialects, backslash);

  it('finds the same records wherever the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(anything, anyDialect, (bytes, dialect) => {
        const whole = scanAll(bytes, dialect, { chunkBytes: Math.max(1, bytes.length) });
        for (let split = 1; split < bytes.length; split += 1) {
          expect(scanAll(bytes, dialect, { splits: [split] })).toEqual(whole);
        }
        expect(scanAll(bytes, dialect, { chunkBytes: 1 })).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });

  it('accounts for every byte, and reads on from any boundary with the same result', () => {
    fc.assert(
      fc.property(anything, anyDialect, fc.nat(), (bytes, dialect, choice) => {
        const whole = scanAll(bytes, dialect, { chunkBytes: 7 });
        const lengths = whole.records.reduce((sum, record) => sum + record.byteLength, 0);
        expect(lengths + whole.blankBytes).toBe(bytes.length);

        const boundary = whole.boundaries[choice % whole.boundaries.length]!;
        const rest = scanAll(bytes.subarray(boundary.byteOffset), dialect, {
          chunkBytes: 5,
          start: boundary,
        });
        expect(rest.records).toEqual(
          whole.records.filter((record) => record.byteOffset >= boundary.byteOffset),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('counts lines as editors do: line feeds before the record, plus one', () => {
    fc.assert(
      fc.property(anything, anyDialect, (bytes, dialect) => {
        const { records } = scanAll(bytes, dialect, { chunkBytes: 3 });
        const lineAt = (offset: number) => {
          const before = bytes.subarray(0, offset).toString('latin1');
          return 1 + before.split(/\n/u).length - 1;
        };
        fc.pre(dialect.record_end !== 'auto' || !/\r(?!\n)/u.test(bytes.toString('latin1')));
        for (const record of records) expect(record.line).toBe(lineAt(record.byteOffset));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the scanner on records that may be too long', () => {
  const pieces = fc.constantFrom(
    'x'.repeat(300),
    'y'.repeat(700),
    'z',
    '"',
    '""',
    ',',
    '\n',
    '\r',
    '\r\n',
    '|',
    '|\n',
  );
  const file = fc.array(pieces, { maxLength: 24 }).map((parts) => Buffer.from(parts.join('')));
  const shortDialects = fc.constantFrom(
    ...[{}, { delimiter: ';;', record_end: '|\n' }, { record_end: '\r\n' }, { escape: 'backslash' }].map(
      (input) => dialectSpec.parse({ header: false, max_record_bytes: 1024, ...input }),
    ),
  );

  it('finds the same records in chunks of every size, and accounts for every byte', () => {
    fc.assert(
      fc.property(file, shortDialects, fc.integer({ min: 1, max: 5000 }), (bytes, dialect, chunkBytes) => {
        const whole = scanAll(bytes, dialect, { chunkBytes: bytes.length + 1 });
        expect(scanAll(bytes, dialect, { chunkBytes })).toEqual(whole);
        const lengths = whole.records.reduce((sum, record) => sum + record.byteLength, 0);
        expect(lengths + whole.blankBytes).toBe(bytes.length);
        for (const { line, byteOffset } of whole.records) {
          const before = bytes.toString('latin1', 0, byteOffset);
          const ends = dialect.record_end === 'auto' ? /\r\n|\r|\n/gu : /\n/gu;
          if (!before.includes('"') || dialect.record_end !== 'auto') {
            expect(line).toBe(1 + [...before.matchAll(ends)].length);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});
