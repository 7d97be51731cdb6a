import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRows, halve, recordNumberOf, rowsOf, rowsSha256 } from './encoded-rows.ts';

const rows = fc
  .array(
    fc.string({ minLength: 0, maxLength: 20 }).map((text) => text.replaceAll('\n', 'n')),
    { minLength: 1, maxLength: 30 },
  )
  .map((texts) => Buffer.from(texts.map((text, index) => `${index + 1}\t${text}\n`).join('')));

describe('halve', () => {
  it('cuts between rows, loses nothing, and leaves a single row whole', () => {
    fc.assert(
      fc.property(rows, (encoded) => {
        const halves = halve(encoded);
        expect(Buffer.concat([...halves])).toEqual(encoded);
        expect(halves.every((half) => half.at(-1) === 0x0a)).toBe(true);
        expect(halves.length).toBe(countRows(encoded) > 1 ? 2 : 1);
      }),
    );
  });

  it('comes down to every single row', () => {
    fc.assert(
      fc.property(rows, (encoded) => {
        const single = (part: Buffer): Buffer[] =>
          countRows(part) === 1 ? [part] : halve(part).flatMap(single);
        expect(single(encoded).map(recordNumberOf)).toEqual(
          Array.from({ length: countRows(encoded) }, (_, index) => index + 1),
        );
      }),
    );
  });
});

describe('rowsSha256', () => {
  it('does not depend on blocks, and leaves out the rows of the given records', () => {
    fc.assert(
      fc.property(rows, fc.nat(30), (encoded, left) => {
        const all = [...rowsOf([encoded])];
        expect(Buffer.concat(all)).toEqual(encoded);
        expect(rowsSha256(all)).toBe(rowsSha256([encoded]));
        const others = all.filter((row) => recordNumberOf(row) !== left);
        expect(rowsSha256([encoded], new Set([left]))).toBe(rowsSha256(others));
      }),
    );
  });
});
