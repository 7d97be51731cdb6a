import { describe, expect, it } from 'vitest';
import { bindByPosition } from '../columns/bind-columns.ts';
import { columnSpec } from '../columns/column-spec.ts';
import { createDecoder } from '../records/create-decoder.ts';
import { dialectSpec } from '../records/dialect-spec.ts';
import { fileEncoding } from '../records/file-encoding.ts';
import type { EncodingName } from '../records/encoding-names.ts';
import { createRecordScanner } from '../records/record-scanner.ts';
import { createRowBuffer, takeBlock } from './row-buffer.ts';
import { type RowOptions, compileRow } from './row-compiler.ts';

const columns = bindByPosition(
  [
    { name: 'id', type: 'integer', required: true },
    { name: 'name', type: 'text', max_chars: 5, on_fail: 'null' },
    { name: 'price', type: 'decimal', precision: 6, scale: 2, min: 0, on_fail: 'warn' },
  ].map((column) => columnSpec.parse(column)),
);

interface Settings {
  readonly leading?: RowOptions['leading'];
  readonly dialect?: Record<string, unknown>;
  readonly encoding?: EncodingName;
  readonly expectedFields?: number;
}

/** The rows of a file without header, and one line for everything that was wrong. */
function encode(bytes: Buffer | string, settings: Settings = {}): { rows: string; wrong: string[] } {
  const encoding = fileEncoding(settings.encoding ?? 'utf-8');
  const dialect = dialectSpec.parse({ header: false, ...settings.dialect });
  const { sourceLength } = encoding;
  const scanner = createRecordScanner(dialect, {
    sourceLength,
    expectedFields: settings.expectedFields ?? 0,
  });
  const row = compileRow(columns, { dialect, encoding, leading: settings.leading ?? [] });
  const out = createRowBuffer(Buffer.alloc(1));
  const wrong: string[] = [];
  scanner.feed(createDecoder(encoding.name)?.decode(Buffer.from(bytes)) ?? Buffer.from(bytes));
  scanner.finish();
  while (scanner.next()) {
    const before = out.length;
    if (!row.write(scanner.record, out)) expect(out.length).toBe(before);
    for (const { rule, column, action, byteOffset, reason } of row.violations()) {
      wrong.push(`${scanner.record.line}:${byteOffset} ${column ?? '-'} ${rule}/${action} ${reason}`);
    }
  }
  return { rows: takeBlock(out, Buffer.alloc(0)).toString(), wrong };
}

describe('compileRow', () => {
  it('writes rows as LOAD DATA reads them', () => {
    expect(encode('1,Ana,9.5\n2,,\n3,"a\tb\nc",0\n')).toEqual({
      rows: '1\tAna\t9.5\n2\t\\N\t\\N\n3\ta\\tb\\nc\t0\n',
      wrong: [],
    });
  });

  it('puts numbers of the record in front', () => {
    const leading = [42, 'recordNumber', 'line', 'byteOffset'] as const;
    expect(encode('1,"a\nb",\n2,c,\n', { leading }).rows).toBe(
      '42\t1\t1\t0\t1\ta\\nb\t\\N\n42\t2\t3\t9\t2\tc\t\\N\n',
    );
  });

  it('collects everything that is wrong with a record and appends nothing of it', () => {
    expect(encode('x,toolong,y\n1,Ana,1\n')).toEqual({
      rows: '1\tAna\t1\n',
      wrong: [
        '1:0 id type/reject "x" is not a whole number',
        '1:2 name length/null "toolong" is not at most 5 characters long',
        '1:10 price type/reject "y" is not a decimal number with "."',
      ],
    });
  });

  it('loads what is only warned of', () => {
    expect(encode('1,toolong,-2\n')).toEqual({
      rows: '1\t\\N\t-2\n',
      wrong: [
        '1:2 name length/null "toolong" is not at most 5 characters long',
        '1:10 price range/warn "-2" is not at least 0',
      ],
    });
  });

  it('reports a record of the wrong shape without looking at its values', () => {
    expect(encode('x,y\n1,"a"b,3\n', { expectedFields: 3 })).toEqual({
      rows: '',
      wrong: [
        '1:0 - field_count/reject the record has 2 fields, 3 are expected',
        '2:9 - text_after_quote/reject field 2 has text after its closing quote',
      ],
    });
  });

  it('takes a field that is not there for NULL', () => {
    expect(encode('7\n').rows).toBe('7\t\\N\t\\N\n');
  });

  it('undoes backslashes, and reads \\N as NULL unless it is quoted', () => {
    const dialect = { escape: 'backslash' };
    expect(encode('1,\\N,\n2,"\\N",\n3,a\\,b,\n', { dialect }).rows).toBe(
      '1\t\\N\t\\N\n2\tN\t\\N\n3\ta,b\t\\N\n',
    );
  });

  it('gives the offset of a faulty byte in the file, not in the decoded text', () => {
    const latin = encode(Buffer.from('1,\xe9\xe9\x81,\n', 'latin1'), { encoding: 'windows-1252' });
    expect(latin.wrong).toEqual(['1:4 name encoding/null holds bytes that are not valid windows-1252']);
    const utf16 = Buffer.from('1,é😀\ud800,\n', 'utf16le');
    expect(encode(utf16, { encoding: 'utf-16le' }).wrong).toEqual([
      '1:10 name encoding/null holds bytes that are not valid utf-16le',
    ]);
  });

  it('shows only the beginning of a long value', () => {
    const { wrong } = encode(`${'é'.repeat(500)},,\n`);
    expect(wrong).toEqual([`1:0 id type/reject "${'é'.repeat(60)}"… is not a whole number`]);
  });

  it('grows its block for long rows', () => {
    const { rows } = encode('1,xxxxx,1\n'.repeat(20_000));
    expect(rows.length).toBe('1\txxxxx\t1\n'.length * 20_000);
  });
});
