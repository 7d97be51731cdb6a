import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendInteger } from './append-number.ts';
import { appendAscii, appendText, encodeText } from './escape-text.ts';
import { createRowBuffer } from './row-buffer.ts';

const ESCAPED: Readonly<Record<string, string>> = { '\0': '\\0', '\t': '\\t', '\n': '\\n', '\\': '\\\\' };
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\0', '\t', '\n', '\r', '\\', 'a', 'b', 'c', 'é', '😀'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
});

/** A buffer that starts small and holds something already. */
function started(): ReturnType<typeof createRowBuffer> {
  const out = createRowBuffer(Buffer.alloc(3));
  appendInteger(out, 7);
  return out;
}

describe('appendText', () => {
  it('escapes tab, LF, NUL and backslash, and copies everything else', () => {
    fc.assert(
      fc.property(text, fc.nat(5), (value, margin) => {
        const source = Buffer.from('#'.repeat(margin) + value + '#'.repeat(margin));
        const out = started();
        const end = source.length - margin;
        expect(appendText(out, source, margin, end)).toBe(end);
        const expected = value.replaceAll(/[\0\t\n\\]/gu, (character) => ESCAPED[character] ?? '');
        expect(out.bytes.toString('utf8', 1, out.length)).toBe(expected);
        expect(encodeText(value).toString()).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('stops at the first byte that is not UTF-8', () => {
    const source = Buffer.from([0x61, 0xc3, 0xa9, 0x0a, 0x62, 0xff, 0x63]);
    expect(appendText(started(), source, 0, source.length)).toBe(5);
    expect(appendAscii(started(), source, 0, source.length)).toBe(1);
    expect(appendText(started(), source, 0, 2)).toBe(1);
  });
});

describe('appendInteger', () => {
  it('writes every whole number that is exact', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(), fc.nat(1100)), (value) => {
        const out = started();
        appendInteger(out, value);
        expect(out.bytes.toString('latin1', 1, out.length)).toBe(String(value));
      }),
      { numRuns: 2000 },
    );
  });
});
