import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterMark, createOutputBuffer } from './output.ts';

describe('afterMark', () => {
  it('drops all before the mark and its line, however the text is cut into pieces', () => {
    const mark = 'ab12ab34';
    // Text of the mark's own letters, so that beginnings of it come up, but never the whole.
    const noise = fc.string({ unit: fc.constantFrom('a', 'b', '1', '2', '\n'), maxLength: 40 });
    const cuts = fc.array(fc.nat({ max: 100 }));
    fc.assert(
      fc.property(noise, noise, cuts, (before, after, places) => {
        const text = Buffer.from(`${before}${mark}4711\n${after}`);
        const ends = [
          ...places.filter((place) => place < text.length).toSorted((a, b) => a - b),
          text.length,
        ];
        const passed: Buffer[] = [];
        const lines: string[] = [];
        const sink = afterMark(
          mark,
          (chunk) => void passed.push(chunk),
          (line) => void lines.push(line),
        );
        let from = 0;
        for (const to of ends) {
          void sink(text.subarray(from, to));
          from = to;
        }
        expect([Buffer.concat(passed).toString(), lines]).toEqual([after, ['4711']]);
      }),
    );
  });
});

describe('createOutputBuffer', () => {
  it('keeps the beginning and tells that there was more', () => {
    const buffer = createOutputBuffer(5);
    void buffer.sink(Buffer.from('abc'));
    void buffer.sink(Buffer.from('de'));
    expect([buffer.bytes().toString(), buffer.overflowed()]).toEqual(['abcde', false]);
    void buffer.sink(Buffer.from('f'));
    expect([buffer.bytes().toString(), buffer.overflowed()]).toEqual(['abcde', true]);
  });
});
