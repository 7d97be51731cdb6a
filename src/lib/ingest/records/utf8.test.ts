import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCharacters, invalidUtf8At, utf8LengthAt } from './utf8.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isUtf8(bytes: Buffer): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Bytes in which nearly valid sequences are frequent. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'é', '€', '😀', '\u{10ffff}').map((character) => [...Buffer.from(character)]),
      fc.constantFrom([0xc0, 0x80], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xf0, 0x8f, 0xbf, 0xbf]),
      fc.constantFrom([0xf4, 0x90, 0x80, 0x80], [0xf5], [0x80], [0xff], [0xe2, 0x82], [0xf0, 0x9f, 0x98]),
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 3 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.from(parts.flat()));

describe('invalidUtf8At', () => {
  it('agrees with the runtime on what is UTF-8, and finds the first byte that is not', () => {
    fc.assert(
      fc.property(bytes, (input) => {
        const at = invalidUtf8At(input, 0, input.length);
        expect(at < 0).toBe(isUtf8(input));
        if (at < 0) return;
        expect(isUtf8(input.subarray(0, at))).toBe(true);
        for (let end = at + 1; end <= Math.min(at + 4, input.length); end += 1) {
          expect(isUtf8(input.subarray(at, end))).toBe(false);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('looks at no byte outside its range', () => {
    const input = Buffer.from('a€b');
    expect(invalidUtf8At(input, 0, 3)).toBe(1);
    expect(utf8LengthAt(input, 1, 4)).toBe(3);
    expect(utf8LengthAt(input, 1, 3)).toBe(0);
  });
});

describe('countCharacters', () => {
  it('counts code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const input = Buffer.from(text);
        expect(countCharacters(input, 0, input.length)).toBe(Array.from(text).length);
      }),
    );
  });
});
