import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvBuffer, endRow } from './csv-buffer.ts';
import { putText } from './put-text.ts';
import {
  putCode,
  putCodeWithin,
  putDay,
  putFlag,
  putInteger,
  putMoney,
  putNothing,
  putTime,
} from './put-values.ts';
import { endOfRecord, joinRecord, splitRecord } from './record.ts';

const field = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é', ' ', '😀') }),
);
// A record of one empty field is an empty line, which is no record.
const row = fc.array(field, { minLength: 2, maxLength: 6 });

/** What an independent parser reads. */
function read(bytes: Buffer): string[][] {
  return parse(bytes, { record_delimiter: '\n', relax_column_count: true });
}

describe('rows of CSV', () => {
  it('hold any text, as an independent parser reads it', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const out = createCsvBuffer(1);
        for (const values of rows) {
          for (const value of values) putText(out, value);
          endRow(out);
        }
        expect(out.rows).toBe(rows.length);
        expect(read(out.bytes.subarray(0, out.length))).toEqual(rows);
      }),
    );
  });

  it('grow as they need', () => {
    const out = createCsvBuffer(1);
    for (let line = 0; line < 10_000; line += 1) {
      putText(out, 'x'.repeat(60));
      endRow(out);
    }
    expect(out.length).toBe(610_000);
  });

  it('write numbers, codes and times', () => {
    const out = createCsvBuffer();
    putCode(out, 'O-', 1234);
    putCodeWithin(out, 'S-', 17, 3);
    putInteger(out, 0);
    putInteger(out, 2_147_483_647);
    putMoney(out, 5);
    putMoney(out, 129_900);
    putFlag(out, true);
    putNothing(out);
    putTime(out, 1_767_225_599);
    putTime(out, undefined);
    putDay(out, -86_400);
    endRow(out);
    expect(out.bytes.toString('utf8', 0, out.length)).toBe(
      'O-0000001234,S-0000000017-3,0,2147483647,0.05,1299.00,yes,,2025-12-31T23:59:59Z,,1969-12-31\n',
    );
  });
});

describe('records', () => {
  it('are split into what they were joined of', () => {
    fc.assert(
      fc.property(row, row, (first, second) => {
        const bytes = Buffer.concat([joinRecord(first), joinRecord(second)]);
        const end = endOfRecord(bytes, 0);
        expect(splitRecord(bytes.subarray(0, end - 1))).toEqual(first);
        expect(splitRecord(bytes.subarray(end, endOfRecord(bytes, end) - 1))).toEqual(second);
        expect(read(bytes)).toEqual([first, second]);
      }),
    );
  });
});
