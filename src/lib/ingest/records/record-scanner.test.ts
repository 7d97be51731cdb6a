import { describe, expect, it } from 'vitest';
import { scanAll } from '../../../../test/support/scan-all.ts';
import { type DialectSpec, dialectSpec } from './dialect-spec.ts';
import { createRecordScanner } from './record-scanner.ts';
import { structuralReason } from './structural-reason.ts';

const plain = dialectSpec.parse({ header: false });

function scan(text: string, dialect: DialectSpec = plain, expectedFields = 0) {
  return scanAll(Buffer.from(text), dialect, { expectedFields }).records;
}

/** Rule, line and fields of every record. */
function outline(text: string, dialect?: DialectSpec, expectedFields?: number): [string, number, string[]][] {
  return scan(text, dialect, expectedFields).map(({ rule, line, fields }) => [rule ?? 'sound', line, fields]);
}

describe('a sound file', () => {
  it('takes LF, CRLF and CR as record ends, and needs none at the end', () => {
    expect(outline('a,b\r\nc,d\ne,f\rg,h')).toEqual([
      ['sound', 1, ['a', 'b']],
      ['sound', 2, ['c', 'd']],
      ['sound', 3, ['e', 'f']],
      ['sound', 4, ['g', 'h']],
    ]);
  });

  it('counts the lines inside quotes and keeps their bytes', () => {
    expect(outline('1,"x\r\ny\n\nz"\n2,"say ""hi"""\n')).toEqual([
      ['sound', 1, ['1', 'x\r\ny\n\nz']],
      ['sound', 5, ['2', 'say "hi"']],
    ]);
  });

  it('passes over empty lines and counts them', () => {
    const { records, blankLines } = scanAll(Buffer.from('\n\na\n\r\n\nb\n\n'), plain);
    expect(records.map(({ fields, line, recordNumber }) => [fields[0], line, recordNumber])).toEqual([
      ['a', 3, 1],
      ['b', 6, 2],
    ]);
    expect(blankLines).toBe(5);
  });

  it('gives the header the number 0', () => {
    const { records } = scanAll(Buffer.from('id,name\n1,x\n'), dialectSpec.parse({}));
    expect(records.map(({ recordNumber }) => recordNumber)).toEqual([0, 1]);
  });

  it('starts anywhere with the numbers it is told', () => {
    const start = { byteOffset: 1_000_000_000_000, line: 77, recordNumber: 70 };
    const { records, boundaries } = scanAll(Buffer.from('a\nb\n'), plain, { start });
    expect(records[1]).toMatchObject({ byteOffset: 1_000_000_000_002, line: 78, recordNumber: 71 });
    expect(boundaries.at(-1)).toEqual({ byteOffset: 1_000_000_000_004, line: 79, recordNumber: 72 });
  });

  it('tells an empty quoted field and an empty file from nothing', () => {
    expect(outline('""')).toEqual([['sound', 1, ['']]]);
    expect(outline('')).toEqual([]);
  });

  it('keeps stray quotes where the dialect says so', () => {
    const keep = dialectSpec.parse({ header: false, stray_quotes: 'keep' });
    expect(outline('5" pipe,"6"\n', keep)).toEqual([['sound', 1, ['5" pipe', '6']]]);
  });
});

describe('other dialects', () => {
  it('splits at delimiters and record ends of several characters, also where they begin alike', () => {
    const dialect = dialectSpec.parse({ header: false, delimiter: '|~|', record_end: '|\n', quote: null });
    expect(outline('a|~|b|c|\nd|~||~\n|~|e|\n', dialect)).toEqual([
      ['sound', 1, ['a', 'b|c']],
      ['sound', 2, ['d', '|~\n', 'e']],
    ]);
  });

  it('leaves CR in the text where the record end is LF', () => {
    const dialect = dialectSpec.parse({ header: false, record_end: '\n' });
    expect(outline('a,b\r\n', dialect)).toEqual([['sound', 1, ['a', 'b\r']]]);
  });

  it('undoes the escapes that MariaDB writes', () => {
    const dialect = dialectSpec.parse({ header: false, delimiter: '\t', escape: 'backslash' });
    expect(outline('a\\\tb\tc\\nd\\\\\t\\N\t"x\\"y"\n\\\nz\n', dialect)).toEqual([
      ['sound', 1, ['a\tb', 'c\nd\\', 'N', 'x"y']],
      ['sound', 2, ['\nz']],
    ]);
  });
});

describe('a record with a problem', () => {
  it.each([
    ['field_count', 'a,b,c\n', 'the record has 3 fields, 2 are expected'],
    ['field_count', 'a\n', 'the record has 1 fields, 2 are expected'],
    ['blank_record', ',,,,\n', 'all 5 fields are empty'],
    ['stray_quote', 'a,b"c\n', 'field 2 holds a quote but does not begin with one'],
    ['text_after_quote', 'a,"b"c\n', 'field 2 has text after its closing quote'],
    ['nul_byte', 'a,b\0c\n', 'field 2 holds a NUL byte'],
    ['unterminated_quote', 'a,"b', 'the quote that opens field 2 has no proper end'],
  ])('is told by the rule %s: %j', (rule, text, reason) => {
    const scanner = createRecordScanner(plain, { expectedFields: 2 });
    scanner.feed(Buffer.from(text));
    scanner.finish();
    expect(scanner.next()).toBe(true);
    expect(structuralReason(scanner.record)).toContain(reason);
    expect(scanner.next()).toBe(false);
    expect(scan(text, plain, 2)[0]?.rule).toBe(rule);
  });

  it('costs a lost quote one record, not all up to the next quote', () => {
    expect(outline('1,"lost,x\n2,b,x\n3,"c",x\n4,d,x\n', plain, 3)).toEqual([
      ['unterminated_quote', 1, []],
      ['sound', 2, ['2', 'b', 'x']],
      ['sound', 3, ['3', 'c', 'x']],
      ['sound', 4, ['4', 'd', 'x']],
    ]);
    expect(outline('1,"lost,x\n2,b,x\n3,c,x', plain, 3).map(([rule]) => rule)).toEqual([
      'unterminated_quote',
      'sound',
      'sound',
    ]);
  });

  it('keeps a lost quote behind a sound field of several lines to its own record', () => {
    expect(outline('1,"two\nlines","lost\n2,b,x\n3,"c",x\n', plain, 3)).toEqual([
      ['unterminated_quote', 1, []],
      ['sound', 3, ['2', 'b', 'x']],
      ['sound', 4, ['3', 'c', 'x']],
    ]);
  });

  it('reads 90,000 blank records as that, each under its own number', () => {
    const records = scan(',,,,\r\n'.repeat(90_000));
    expect(records.length).toBe(90_000);
    expect(records.every(({ rule }) => rule === 'blank_record')).toBe(true);
    expect(records.at(-1)).toMatchObject({ recordNumber: 90_000, line: 90_000 });
  });

  it('keeps the positions of the first 4,096 fields only', () => {
    expect(scan(`${','.repeat(9_999)}x\n`)[0]).toMatchObject({ fieldCount: 10_000 });
  });
});

describe('a record that is too long', () => {
  const short = dialectSpec.parse({ header: false, max_record_bytes: 1024 });
  const long = 'x'.repeat(1500);

  it('is passed over up to the next line break', () => {
    const [, record, next] = scan(`a,b\n${long}\nc,d\n`, short);
    expect(record).toMatchObject({ rule: 'record_too_long', line: 2, byteOffset: 4, byteLength: 1501 });
    expect(record?.raw).toBe('x'.repeat(1024));
    expect(next).toMatchObject({ rule: undefined, line: 3, recordNumber: 3, fields: ['c', 'd'] });
  });

  it('is cut at its first line where a quote was opened and not closed', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `${index},text`);
    expect(outline(`0,"lost\n${lines.join('\n')}\n`, short)).toEqual([
      ['unterminated_quote', 1, []],
      ...lines.map((line, index) => ['sound', index + 2, line.split(',')]),
    ]);
  });

  it('counts the lines of a long quoted field', () => {
    const text = `1,"${'y'.repeat(400)}\n${'y'.repeat(400)}\n",${long}\n2,b,c\n`;
    expect(outline(text, short).map(([rule, line]) => [rule, line])).toEqual([
      ['record_too_long', 1],
      ['sound', 4],
    ]);
  });

  it('takes no more memory than one record and a chunk', () => {
    const dialect = dialectSpec.parse({ header: false, max_record_bytes: 1024 * 1024 });
    const scanner = createRecordScanner(dialect);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let mib = 0; mib < 256; mib += 1) {
      scanner.feed(chunk);
      expect(scanner.next()).toBe(false);
    }
    scanner.feed(Buffer.from('\nnext\n'));
    expect(scanner.next()).toBe(true);
    expect(scanner.record).toMatchObject({ byteLength: 256 * 1024 * 1024 + 1 });
    expect(scanner.record.buffer.length).toBeLessThan(8 * 1024 * 1024);
    expect(scanner.next()).toBe(true);
    expect(scanner.record).toMatchObject({ line: 2, fieldCount: 1 });
  });

  it('does not read a damaged file again and again', () => {
    const dialect = dialectSpec.parse({ header: false, max_record_bytes: 64 * 1024 });
    const damaged = Buffer.from('1,"a\nb","a\nb"x\n"",""y,"\n'.repeat(40_000));
    const started = process.cpuUsage();
    const { records } = scanAll(damaged, dialect, { chunkBytes: 64 * 1024 });
    expect(records.length).toBeGreaterThan(40_000);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });
});
