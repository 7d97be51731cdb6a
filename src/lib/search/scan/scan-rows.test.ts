import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantise, SCALE_BYTES } from '../lsa/quantised.ts';
import { seededRandom } from '../scores/seeded-random.ts';
import { allocateRows, dotProducts } from './scan-rows.ts';

const SEED = 11;

function vectors(count: number, dimensions: number, seed = SEED): Float64Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const vector = Float64Array.from({ length: dimensions }, () => random() - 0.5);
    const length = Math.hypot(...vector);
    return vector.map((number) => number / length);
  });
}

/** The same in plain numbers, one byte at a time. */
function naive(row: Buffer, query: Float64Array): number {
  return (
    query.reduce((sum, number, at) => sum + number * row.readInt8(SCALE_BYTES + at), 0) * row.readFloatLE(0)
  );
}

it.each([1, 3, 15, 16, 17, 255, 256, 768, 3_072, 16_383])(
  'multiplies rows of %i dimensions',
  (dimensions) => {
    const count = 5;
    const rows = vectors(count, dimensions).map(quantise);
    const [query = new Float64Array()] = vectors(1, dimensions, 3);
    const found = dotProducts(Buffer.concat(rows), SCALE_BYTES + dimensions, query);
    expect(found).toHaveLength(count);
    found.forEach((product, row) => expect(product).toBeCloseTo(naive(rows[row]!, query), 4));
  },
);

it('does not overflow where all numbers are as large as they can be', () => {
  for (const dimensions of [256, 768, 16_383]) {
    const query = new Float64Array(dimensions).fill(1);
    const [product = 0] = dotProducts(quantise(query), SCALE_BYTES + dimensions, query);
    expect(product / dimensions).toBeCloseTo(1, 3);
  }
});

it('multiplies more rows than fit into one call, and rows at an odd address', () => {
  const dimensions = 7;
  const width = SCALE_BYTES + dimensions;
  const rows = vectors(20_000, dimensions).map(quantise);
  const memory = allocateRows(3 + rows.length * width);
  Buffer.concat(rows).copy(memory, 3);
  const [query = new Float64Array()] = vectors(1, dimensions, 5);
  const found = dotProducts(memory.subarray(3), width, query);
  for (const row of [0, 1, 8_191, 8_192, 19_999]) expect(found[row]).toBeCloseTo(naive(rows[row]!, query), 4);
});

it('has nothing of no rows, and zeros of a vector of zeros', () => {
  expect(dotProducts(Buffer.alloc(0), 20, new Float64Array(16))).toHaveLength(0);
  expect([...dotProducts(Buffer.alloc(40, 1), 20, new Float64Array(16))]).toEqual([0, 0]);
});

it('writes nothing over the rows, whatever is asked', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1, max: 1 }), { minLength: 16, maxLength: 16 }),
      (query) => {
        const rows = allocateRows(64 * 1024 - 20);
        rows.fill(7);
        dotProducts(rows, 20, query);
        expect(rows.every((byte) => byte === 7)).toBe(true);
      },
    ),
    { numRuns: 5 },
  );
});
