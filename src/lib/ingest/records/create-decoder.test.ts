import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { ENCODING_SAMPLES } from '../../../../test/support/encoding-samples.ts';
import { scanAll } from '../../../../test/support/scan-all.ts';
import { createDecoder } from './create-decoder.ts';
import { textEncoder } from './encode-text.ts';
import { dialectSpec } from './dialect-spec.ts';
import { ENCODING_NAMES, type EncodingName, MULTI_BYTE_NAMES, SINGLE_BYTE_NAMES } from './encoding-names.ts';
import { invalidUtf8At } from './utf8.ts';

/** Decodes in chunks of the given lengths, the rest in one. */
function decode(name: EncodingName, bytes: Buffer, lengths: readonly number[] = []): Buffer {
  const decoder = createDecoder(name);
  if (decoder === undefined) return bytes;
  const parts: Buffer[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    parts.push(Buffer.from(decoder.decode(bytes.subarray(at, at + length))));
    at = Math.min(at + length, bytes.length);
  }
  return Buffer.concat([...parts, decoder.finish()]);
}

function encodeUtf16(text: string, name: EncodingName): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return name === 'utf-16be' ? bytes.swap16() : bytes;
}

const text = fc.string({ unit: fc.constantFrom('a', '\n', ',', '"', 'é', '€', '\u{ffff}', '😀', '\0') });
const lengths = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 });
const utf16 = fc.constantFrom<EncodingName>('utf-16le', 'utf-16be');

describe('UTF-16', () => {
  it('becomes the same text in UTF-8 in whatever chunks it comes', () => {
    fc.assert(
      fc.property(text, utf16, lengths, (expected, name, chunks) => {
        expect(decode(name, encodeUtf16(expected, name), chunks).toString()).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('marks lone surrogates and half a unit at the end, and keeps everything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), utf16, lengths, (input, name, chunks) => {
        const bytes = Buffer.from(input);
        const decoded = decode(name, bytes, chunks);
        expect(createDecoder(name)?.sourceLength(decoded, 0, decoded.length)).toBe(bytes.length);

        const units = bytes.subarray(0, bytes.length - (bytes.length % 2));
        const text = decoded.toString('latin1').replaceAll('\xff', '\xef\xbf\xbd').replace(/\xfe$/u, '');
        const reference = new TextDecoder(name, { ignoreBOM: true }).decode(units);
        expect(Buffer.from(text, 'latin1').toString()).toBe(reference);
        expect(decoded.at(-1) === 0xfe).toBe(units.length < bytes.length);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('encodings of one byte', () => {
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

  it("reads Windows-1252 by Unicode's own table, which leaves five bytes undefined", () => {
    const table = [
      [0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021],
      [0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0],
      [0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014],
      [0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178],
    ].flat();
    for (const byte of everyByte) {
      const codePoint = byte < 0x80 || byte > 0x9f ? byte : table[byte - 0x80];
      const expected =
        byte !== 0 && codePoint === 0 ? Buffer.of(0xff) : Buffer.from(String.fromCodePoint(codePoint!));
      expect(decode('windows-1252', Buffer.of(byte))).toEqual(expected);
    }
  });

  it('reads ISO 8859-1 as the first 256 characters of Unicode, and 8859-15 as the runtime does', () => {
    expect(decode('iso-8859-1', everyByte).toString()).toBe(everyByte.toString('latin1'));
    expect(decode('iso-8859-15', everyByte).toString()).toBe(
      new TextDecoder('iso-8859-15').decode(everyByte),
    );
  });

  it.each(SINGLE_BYTE_NAMES)('gives one character for each byte in %s, and the byte back', (name) => {
    const decoded = decode(name, everyByte, [100]);
    expect(createDecoder(name)?.sourceLength(decoded, 0, decoded.length)).toBe(256);
    const valid = everyByte.filter((byte) => invalidUtf8At(decode(name, Buffer.of(byte)), 0, 1) < 0);
    expect(textEncoder(name)(decode(name, Buffer.from(valid)).toString())).toEqual(Buffer.from(valid));
  });
});

describe.each(MULTI_BYTE_NAMES)('%s', (name) => {
  const pairs = fc.tuple(fc.integer({ min: 0x80, max: 0xff }), fc.integer({ min: 0x30, max: 0xff }));
  const bytes = fc
    .array(fc.oneof(fc.uint8Array({ maxLength: 3 }), pairs, fc.constant([0x81, 0x30, 0x81, 0x30])), {
      maxLength: 12,
    })
    .map((parts) => Buffer.from(parts.flatMap((part) => Array.from(part))));

  it('accounts for every byte of any input, in whatever chunks it comes', () => {
    fc.assert(
      fc.property(bytes, lengths, (input, chunks) => {
        const decoded = decode(name, input, chunks);
        expect(decoded).toEqual(decode(name, input));
        expect(createDecoder(name)?.sourceLength(decoded, 0, decoded.length)).toBe(input.length);
      }),
      { numRuns: 500 },
    );
  });

  it('reads every pair of bytes as the library does, or not at all', () => {
    const decoder = createDecoder(name)!;
    let known = 0;
    for (let first = 0x81; first < 0xff; first += 1) {
      for (let second = 0x40; second < 0xff; second += 7) {
        const pair = Buffer.of(first, second);
        const decoded = Buffer.concat([Buffer.from(decoder.decode(pair)), decoder.finish()]);
        const expected = iconv.decode(pair, name);
        const isKnown = invalidUtf8At(decoded, 0, decoded.length) < 0;
        if (isKnown) expect(decoded.toString(), pair.toString('hex')).toBe(expected);
        else expect(expected, pair.toString('hex')).toContain('\ufffd');
        if (isKnown) known += 1;
      }
    }
    expect(known).toBeGreaterThan(1000);
  });

  it('marks a byte without meaning, and reads on with the next one', () => {
    expect(decode(name, Buffer.from('a\xff,b', 'latin1'))).toEqual(Buffer.from('a\xff,b', 'latin1'));
    expect(decode(name, Buffer.of(0x81))).toEqual(Buffer.of(0xff));
    expect(decode(name, Buffer.of(0x81, 0x0a))).toEqual(Buffer.of(0xff, 0x0a));
  });
});

describe('a scanned file that was decoded', () => {
  it.each(ENCODING_NAMES)('has the offsets and lengths of its own bytes: %s', (name) => {
    const encode = textEncoder(name);
    const known = Array.from('a\n,"é€\u{ffff}😀\0').filter(
      (unit) => decode(name, encode(unit)).toString() === unit,
    );
    const units = fc.constantFrom(...known, ...ENCODING_SAMPLES[name].split(' '));
    const dialect = dialectSpec.parse({ header: false });
    fc.assert(
      fc.property(fc.array(fc.string({ unit: units }), { maxLength: 5 }), lengths, (lines, chunks) => {
        const utf8 = Buffer.from(lines.join('\n'));
        const decoded = decode(name, encode(utf8.toString()), chunks);
        expect(decoded).toEqual(utf8);
        const sourceLength = createDecoder(name)?.sourceLength;
        const { records } = scanAll(decoded, dialect, sourceLength === undefined ? {} : { sourceLength });
        const reference = scanAll(utf8, dialect).records;
        expect(records.map(({ byteOffset, byteLength }) => [byteOffset, byteLength])).toEqual(
          reference.map(({ byteOffset, byteLength }) => {
            const before = encode(utf8.toString('utf8', 0, byteOffset)).length;
            return [before, encode(utf8.toString('utf8', byteOffset, byteOffset + byteLength)).length];
          }),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('never holds valid UTF-8 where the input had no meaning', () => {
    expect(invalidUtf8At(decode('windows-1252', Buffer.of(0x41, 0x81)), 0, 2)).toBe(1);
    expect(invalidUtf8At(decode('utf-16le', Buffer.of(0x00, 0xd8, 0x41)), 0, 2)).toBe(0);
  });
});
