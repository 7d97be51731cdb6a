import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dialectSpec } from './dialect-spec.ts';
import type { EncodingName } from './encoding-names.ts';
import { compareWithSource, doubtEncoding } from './sniff-notes.ts';
import { sniff, sniffCompression } from './sniff.ts';

const table = 'id;name;city\n1;José;São Paulo\n2;Ana;"Rio; de Janeiro"\n3;Zoë;Brasília\n';

describe('sniff', () => {
  it('finds the byte order mark, and the text behind it', () => {
    const utf8 = sniff(Buffer.from(`\ufeff${table}`), true);
    expect(utf8).toMatchObject({ bom: { encoding: 'utf-8', bytes: 3 }, encoding: 'utf-8' });
    const utf16 = sniff(Buffer.from(`\ufeff${table}`, 'utf16le').swap16(), true);
    expect(utf16).toMatchObject({ bom: { encoding: 'utf-16be', bytes: 2 } });
    expect(utf16.text.toString()).toBe(table);
  });

  it('tells UTF-16 without a mark, single-byte text and binary data apart', () => {
    const guess = (bytes: Buffer) => sniff(bytes, true).encoding;
    expect(guess(Buffer.from(table, 'utf16le'))).toBe('utf-16le');
    expect(guess(Buffer.from(table, 'utf16le').swap16())).toBe('utf-16be');
    expect(guess(Buffer.from(table, 'latin1'))).toBe('windows-1252');
    expect(guess(Buffer.from(table))).toBe('utf-8');
    expect(guess(Buffer.from(Array.from({ length: 999 }, (_, index) => (index * 7) % 32)))).toBeUndefined();
  });

  it('does not take a character that the sample cuts off for a wrong one', () => {
    const cut = Buffer.from('id,é').subarray(0, 4);
    expect(sniff(cut, false).invalidUtf8At).toBeUndefined();
    expect(sniff(cut, true).invalidUtf8At).toBe(3);
  });

  it('leaves a stray byte to its record, and calls many of them another encoding', () => {
    const sound = 'id,city\n'.repeat(100);
    const withBad = (lines: number) => Buffer.from(sound + '1,S\xe3o Paulo\n'.repeat(lines), 'latin1');
    expect(sniff(withBad(1), true)).toMatchObject({ encoding: 'utf-8', invalidUtf8At: 803 });
    expect(sniff(withBad(5), true).encoding).toBe('utf-8');
    expect(sniff(withBad(6), true).encoding).toBe('windows-1252');
  });

  it('counts the kinds of line ends', () => {
    expect(sniff(Buffer.from('a\nb\r\nc\rd\n\n'), true).lineEnds).toEqual({ lf: 3, crlf: 1, cr: 1 });
  });

  it('finds the delimiter that cuts the records alike', () => {
    expect(sniff(Buffer.from(table), true).delimiters[0]).toEqual({
      delimiter: ';',
      quote: '"',
      fields: 3,
      share: 1,
    });
    expect(sniff(Buffer.from('no table\nat all\n'), true).delimiters).toEqual([]);
  });

  it('recognises compressed content', () => {
    expect(sniffCompression(gzipSync(table))).toBe('gzip');
    expect(sniffCompression(Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0))).toBe('zstd');
    expect(sniffCompression(Buffer.from(table))).toBeUndefined();
  });
});

describe('compareWithSource', () => {
  function notes(
    bytes: Buffer,
    encoding: EncodingName,
    dialect: Record<string, unknown>,
    columns = 3,
  ): string[] {
    const expected = { encoding, dialect: dialectSpec.parse(dialect), columns };
    return compareWithSource(sniff(bytes, true, encoding), expected).map(
      ({ about, message }) => `${about}: ${message}`,
    );
  }

  it('has nothing to say about a file that is as described', () => {
    expect(notes(Buffer.from(table), 'utf-8', { delimiter: ';' })).toEqual([]);
    expect(notes(Buffer.from(table, 'latin1'), 'windows-1252', { delimiter: ';' })).toEqual([]);
    expect(notes(Buffer.from('a,b\n1,2\n'), 'windows-1252', {}, 2)).toEqual([]);
    expect(notes(Buffer.from('one\ntwo;x\nthree;y\n'), 'utf-8', {}, 1)).toEqual([]);
  });

  it.each<[string, Buffer, EncodingName, Record<string, unknown>]>([
    [
      'fields seem to be separated by ";" (3 of them), but the source says ","',
      Buffer.from(table),
      'utf-8',
      {},
    ],
    ['mark says utf-8, but', Buffer.from(`\ufeff${table}`), 'utf-16le', { delimiter: ';' }],
    ['"\\r\\n" does not occur', Buffer.from(table), 'utf-8', { delimiter: ';', record_end: '\r\n' }],
    ['lines end in CRLF', Buffer.from('a,b\r\nc,d\r\n'), 'utf-8', { record_end: '\n' }],
    ['compressed with gzip', gzipSync(table), 'utf-8', {}],
    ['the file is empty', Buffer.alloc(0), 'utf-8', {}],
    ['binary data', Buffer.alloc(100, 1), 'utf-8', {}],
  ])('says: %s', (message, bytes, encoding, dialect) => {
    expect(notes(bytes, encoding, dialect)).toEqual([expect.stringContaining(message)]);
  });
});

describe('doubtEncoding', () => {
  const doubt = (bytes: Buffer, encoding: EncodingName) =>
    doubtEncoding(sniff(bytes, true, encoding), encoding);

  it.each<[string, EncodingName, Buffer]>([
    ['few accented letters', 'windows-1252', Buffer.from('id,name\n1,Jos\xe9\n', 'latin1')],
    ['one line of many', 'iso-8859-1', Buffer.from(`${'1,Ana\n'.repeat(99)}1,Jos\xe9\n`, 'latin1')],
    ['ASCII', 'shift_jis', Buffer.from('id,name\n')],
    ['UTF-16 without a mark', 'utf-16le', Buffer.from('id,name\n1,表示\n', 'utf16le')],
    ['UTF-16 that is mostly Japanese', 'utf-16le', Buffer.from(`id\n${'日本語表示\n'.repeat(9)}`, 'utf16le')],
    ['one invalid byte', 'utf-8', Buffer.from('id,name\n1,Jos\xe9\n', 'latin1')],
  ])('has none: %s in %s', (_what, encoding, bytes) => {
    expect(doubt(bytes, encoding)).toBeUndefined();
    const expected = { encoding, dialect: dialectSpec.parse({}), columns: 1 };
    expect(compareWithSource(sniff(bytes, true, encoding), expected)).toEqual([]);
  });

  it.each<[RegExp, EncodingName, Buffer]>([
    [
      /^the text is valid UTF-8 with characters beyond ASCII, but the source says koi8-r$/,
      'koi8-r',
      Buffer.from(table),
    ],
    [/^the text looks like utf-16le, but the source says utf-8$/, 'utf-8', Buffer.from(table, 'utf16le')],
    [/^the text looks like utf-16le, but/, 'utf-16be', Buffer.from(table, 'utf16le')],
    [/^the text is ASCII, but the source says utf-16be$/, 'utf-16be', Buffer.from('id,name\n')],
  ])('says: %s', (message, encoding, bytes) => {
    expect(doubt(bytes, encoding)).toMatch(message);
  });
});
