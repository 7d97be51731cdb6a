import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInvalidLineCounter, createLineCounter } from './count-invalid-lines.ts';
import type { EncodingName } from './encoding-names.ts';

/** Feeds bytes in blocks of the given lengths, the rest in one. */
function feed<Result>(
  counter: { add(block: Buffer): void; finish(): Result },
  bytes: Buffer,
  lengths: readonly number[] = [],
): Result {
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    counter.add(bytes.subarray(at, at + length));
    at = Math.min(at + length, bytes.length);
  }
  return counter.finish();
}

const count = (encoding: EncodingName, text: string) =>
  feed(createInvalidLineCounter(encoding), Buffer.from(text, 'latin1'));

describe('createInvalidLineCounter', () => {
  it('counts each line once, however many invalid bytes it has and however it ends', () => {
    expect(count('utf-8', 'a\n\xff\xff\xff\nb\r\xff\r\nc\n\xff')).toEqual({ count: 3, firstAt: 2 });
    expect(count('utf-8', '')).toMatchObject({ count: 0 });
    expect(count('utf-8', 'a\xc3\xa9\n')).toMatchObject({ count: 0 });
  });

  it('knows which bytes an encoding leaves undefined', () => {
    expect(count('windows-1252', 'a\x81\n\xe9\n')).toMatchObject({ count: 1 });
    expect(count('iso-8859-1', 'a\x81\n\xe9\n')).toMatchObject({ count: 0 });
    expect(count('shift_jis', '\x95\x5c\n\x95\n')).toMatchObject({ count: 1 });
    expect(count('utf-16le', 'a\0\0\xd8\n\0b')).toMatchObject({ count: 2 });
  });

  it('finds the same in whatever blocks the bytes come', () => {
    const parts = fc.constantFrom(
      'a',
      '\n',
      '\r',
      '\xff',
      '\xc3\xa9',
      '\xc3',
      '\xf0\x9f\x98\x80',
      '\xe2\x82',
    );
    const content = fc.string({ unit: parts, maxLength: 30 }).map((text) => Buffer.from(text, 'latin1'));
    const blocks = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 });
    fc.assert(
      fc.property(content, blocks, (bytes, lengths) => {
        const lines = bytes.toString('latin1').split(/[\r\n]/u);
        const invalid = lines.filter((line) => Buffer.from(line, 'latin1').toString().includes('\ufffd'));
        const found = feed(createInvalidLineCounter('utf-8'), bytes, lengths);
        expect(found.count).toBe(invalid.length);
        expect(found).toEqual(feed(createInvalidLineCounter('utf-8'), bytes));
      }),
      { numRuns: 500 },
    );
  });
});

describe('createLineCounter', () => {
  it.each([
    ['a\nb\r\nc\rd', 4],
    ['a\n', 1],
    ['', 0],
    ['\n\n', 2],
  ])('counts the lines of %j: %i', (text, lines) => {
    expect(feed(createLineCounter('utf-8', 0), Buffer.from(text), [1, 1, 1])).toMatchObject({ lines });
  });

  it('finds the line of a position', () => {
    const lineAt = (position: number) =>
      feed(createLineCounter('utf-8', position), Buffer.from('a\r\nbé\rc')).wanted;
    expect([0, 1, 3, 4, 5, 7].map(lineAt)).toEqual([1, 1, 2, 2, 2, 3]);
  });
});
