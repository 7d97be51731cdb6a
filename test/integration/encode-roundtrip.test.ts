// @module-tag tried-once
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { type Connection, type ResultSetHeader, type RowDataPacket, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindByPosition } from '../../src/lib/ingest/columns/bind-columns.ts';
import { columnDdl } from '../../src/lib/ingest/columns/column-ddl.ts';
import { type ColumnSpec, columnSpec } from '../../src/lib/ingest/columns/column-spec.ts';
import { createRowBuffer } from '../../src/lib/ingest/encode/row-buffer.ts';
import { compileRow } from '../../src/lib/ingest/encode/row-compiler.ts';
import { type DialectSpec, dialectSpec } from '../../src/lib/ingest/records/dialect-spec.ts';
import { createRecordScanner } from '../../src/lib/ingest/records/record-scanner.ts';
import { sharedServer } from '../support/shared-server.ts';

const DATABASE = 'aether_encode_roundtrip';
type Escape = DialectSpec['escape'];

let connection: Connection;

beforeAll(async () => {
  const { host, port, user, password, caFile } = sharedServer();
  connection = await createConnection({
    host,
    port,
    user,
    password,
    ssl: { ca: readFileSync(caFile) },
    charset: 'utf8mb4',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  await connection.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
  await connection.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`);
  await connection.query(`USE ${DATABASE}`);
});

afterAll(async () => {
  await connection.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
  await connection.end();
});

function quote(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

/** Scans, checks and encodes a file; every record must be accepted. */
function encode(file: Buffer, specs: readonly ColumnSpec[], escape: Escape): Buffer {
  const dialect = dialectSpec.parse({ header: false, escape });
  const scanner = createRecordScanner(dialect);
  const row = compileRow(bindByPosition(specs), { dialect, leading: ['recordNumber'] });
  const out = createRowBuffer(Buffer.alloc(64 * 1024));
  scanner.feed(file);
  scanner.finish();
  while (scanner.next()) {
    if (!row.write(scanner.record, out)) throw new Error(JSON.stringify(row.violations()));
  }
  return out.bytes.subarray(0, out.length);
}

/** Makes the staging table, loads the file and returns what the server then holds, without a single warning. */
async function load(
  file: Buffer,
  specs: readonly ColumnSpec[],
  select: string,
  escape: Escape = 'none',
): Promise<RowDataPacket[]> {
  const definitions = specs.map((spec) => `${spec.name} ${columnDdl(spec)}`);
  await connection.query(`CREATE OR REPLACE TABLE t (n INT NOT NULL PRIMARY KEY, ${definitions.join(', ')})`);
  const rows = encode(file, specs, escape);
  const [result] = await connection.query<ResultSetHeader>({
    sql:
      `LOAD DATA LOCAL INFILE 'rows' INTO TABLE t CHARACTER SET utf8mb4 ` +
      `FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n'`,
    infileStreamFactory: () => Readable.from([rows]),
  });
  const [warnings] = await connection.query('SHOW WARNINGS');
  expect(warnings).toEqual([]);
  const [loaded] = await connection.query<RowDataPacket[]>(`SELECT ${select} FROM t ORDER BY n`);
  expect(loaded.length).toBe(result.affectedRows);
  return loaded;
}

describe('the encoded rows', () => {
  it('hold the same bytes after the server has read them', async () => {
    const special = fc.constantFrom(
      '\t',
      '\n',
      '\r',
      '\r\n',
      '\\',
      '\\N',
      '\\0',
      'N',
      '"',
      "'",
      '\u001a',
      '\b',
      '😀',
      'é',
    );
    const anything = fc.string({ unit: fc.oneof(special, fc.string({ unit: 'binary', maxLength: 1 })) });
    const value = anything
      .map((text) => text.replaceAll('\0', ''))
      .filter((text) => Buffer.from(text).toString() === text);
    const spec = columnSpec.parse({ name: 'v', type: 'text', null_markers: [] });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 200 }), async (values) => {
        const file = Buffer.from(values.map((text) => `${quote(text)}\n`).join(''));
        const loaded = await load(file, [spec], 'HEX(v) AS hex');
        const expected = values.map((text) => Buffer.from(text).toString('hex').toUpperCase());
        expect(loaded.map(({ hex }) => hex as string)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('hold a NUL byte that stood escaped in the file', async () => {
    const specs = [columnSpec.parse({ name: 'v', type: 'text' })];
    const loaded = await load(Buffer.from('a\\0\\t\\n\\\\b\n'), specs, 'HEX(v) AS hex', 'backslash');
    expect(loaded).toEqual([{ hex: '6100090A5C62' }]);
  });

  it('tell NULL from an empty text and from the letters that stand for it', async () => {
    const specs = [columnSpec.parse({ name: 'v', type: 'text', quoted_null: false })];
    const loaded = await load(Buffer.from('"",x\n,x\n"\\N",x\n"NULL",x\nNULL,x\n'), specs, 'v');
    expect(loaded.map(({ v }) => v as string | null)).toEqual(['', null, '\\N', 'NULL', 'NULL']);
  });

  it('give every type its value', async () => {
    const specs = [
      { name: 'i', type: 'integer' },
      { name: 'u', type: 'integer', unsigned: true },
      { name: 'd', type: 'decimal', precision: 30, scale: 10, excess_digits: 'round' },
      { name: 'f', type: 'float' },
      { name: 'b', type: 'boolean' },
      { name: 'day', type: 'date' },
      { name: 'moment', type: 'datetime', zone: 'America/Sao_Paulo' },
      { name: 'e', type: 'enum', values: { a: 'alpha\tbeta' } },
      { name: 'j', type: 'json' },
      { name: 'c', type: 'text', charset: 'ascii', max_chars: 3 },
    ].map((spec) => columnSpec.parse(spec));
    const file = [
      '-0007,18446744073709551615,+.5,-23.548945985189434,yes,2018-08-15,2018-08-15 04:10:37.25,a,"{""k"": ""é""}",abc',
      '9223372036854775807,0,12345678901234567890.00000000005,1e-7,0,0001-01-01,9999-12-31T23:59:59Z,a,[],\\\\n',
      '"",,,,,,,,,',
    ].join('\r\n');
    const loaded = await load(Buffer.from(file), specs, specs.map(({ name }) => name).join(', '));
    expect(loaded.map((row) => Object.values(row))).toEqual([
      [
        '-7',
        '18446744073709551615',
        '0.5000000000',
        -23.548945985189434,
        1,
        '2018-08-15',
        '2018-08-15 07:10:37.250000',
        'alpha\tbeta',
        '{"k": "é"}',
        'abc',
      ],
      [
        '9223372036854775807',
        '0',
        '12345678901234567890.0000000001',
        1e-7,
        0,
        '0001-01-01',
        '9999-12-31 23:59:59.000000',
        'alpha\tbeta',
        '[]',
        '\\\\n',
      ],
      Array.from({ length: 10 }, () => null),
    ]);
  });
});
