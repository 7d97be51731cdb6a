import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanAll } from '../../../../test/support/scan-all.ts';
import { createDecoder } from './create-decoder.ts';
import { dialectSpec } from './dialect-spec.ts';
import { ENCODING_NAMES, type EncodingName } from './encoding-names.ts';
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

  it('gives one character for each byte', () => {
    const names: EncodingName[] = ['windows-1252', 'iso-8859-1', 'iso-8859-15'];
    for (const name of names) {
      const decoded = decode(name, everyByte, [100]);
      expect(createDecoder(name)?.sourceLength(decoded, 0, decoded.length)).toBe(256);
    }
  });
});

describe('a scanned file that was decoded', () => {
  it('has the offsets and lengths of its own bytes', () => {
    const names = fc.constantFrom(...ENCODING_NAMES);
    const dialect = dialectSpec.parse({ header: false });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), names, (lines, name) => {
        const single = name.startsWith('windows') || name.startsWith('iso');
        const content = lines.join('\n').replaceAll(single ? /[^\0-\x7fé]/gu : /$^/gu, '');
        const encode = (part: string): Buffer => {
          if (name.startsWith('utf-16')) return encodeUtf16(part, name);
          return Buffer.from(part, single ? 'latin1' : 'utf8');
        };
        const sourceLength = createDecoder(name)?.sourceLength;
        const options = sourceLength === undefined ? {} : { sourceLength };
        const { records } = scanAll(decode(name, encode(content)), dialect, options);
        const reference = scanAll(Buffer.from(content), dialect).records;
        const utf8 = Buffer.from(content);
        expect(records.map(({ byteOffset, byteLength }) => [byteOffset, byteLength])).toEqual(
          reference.map(({ byteOffset, byteLength }) => {
            const before = encode(utf8.toString('utf8', 0, byteOffset)).length;
            return [before, encode(utf8.toString('utf8', byteOffset, byteOffset + byteLength)).length];
          }),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('never holds valid UTF-8 where the input had no meaning', () => {
    expect(invalidUtf8At(decode('windows-1252', Buffer.of(0x41, 0x81)), 0, 2)).toBe(1);
    expect(invalidUtf8At(decode('utf-16le', Buffer.of(0x00, 0xd8, 0x41)), 0, 2)).toBe(0);
  });
});
