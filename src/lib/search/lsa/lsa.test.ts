import { expect, it } from 'vitest';
import { meanOf } from '../eval/bootstrap.ts';
import { FIELDS, type Field } from '../index/fields.ts';
import { Occurrences } from '../index/occurrences.ts';
import { buildSpace } from './build-space.ts';
import { foldIn } from './fold-in.ts';
import { alikeTo, compareAll, queryVector } from './nearest-products.ts';
import { orthonormalise } from './orthonormalise.ts';
import { addQuantised, quantise, SCALE_BYTES, toUnitLength } from './quantised.ts';

const noPause = async () => undefined;

/** Two kinds of products; `couch` and `sofa` go together, and no product of the other kind has either. */
function catalogue(count: number): Occurrences {
  const occurrences = new Occurrences();
  for (let product = 1; product <= count; product += 1) {
    const isCouch = product % 2 === 0;
    const kind = isCouch ? ['couch', 'velvet', 'seat'] : ['kettle', 'steel', 'tea'];
    const other = isCouch ? 'sofa' : 'boiler';
    occurrences.add(product, titled([...kind, ...(product % 4 < 2 ? [other] : []), `model${product % 17}`]));
  }
  return occurrences;
}

function titled(words: readonly string[]) {
  const empty = Object.fromEntries(FIELDS.map((field) => [field, [] as string[]])) as Record<Field, string[]>;
  return { ...empty, title: [...words] };
}

it('makes columns orthonormal, also if two of them are alike', () => {
  const matrix = Float64Array.from([1, 2, 3, 4, 5, 7, 7, 8, 10, 1, 0, 2]);
  orthonormalise(matrix, 3);
  for (let left = 0; left < 3; left += 1) {
    for (let right = 0; right <= left; right += 1) {
      let product = 0;
      for (let row = 0; row < 4; row += 1) product += matrix[row * 3 + left]! * matrix[row * 3 + right]!;
      expect(product).toBeCloseTo(left === right ? 1 : 0, 9);
    }
  }
  const alike = Float64Array.from([1, 1, 2, 2, 3, 3]);
  orthonormalise(alike, 2);
  expect([...alike].every(Number.isFinite)).toBe(true);
});

it('keeps a vector in bytes but for a hundredth of its greatest number', () => {
  const vector = Float64Array.from({ length: 64 }, (_, index) => Math.sin(index * 7));
  const sum = new Float64Array(64);
  addQuantised(sum, quantise(vector), 1);
  sum.forEach((value, index) => expect(value).toBeCloseTo(vector[index]!, 2));
  expect([...quantise(new Float64Array(3))]).toEqual(Array.from({ length: SCALE_BYTES + 3 }, () => 0));
});

it('has no space for a small catalogue', async () => {
  expect(await buildSpace(catalogue(199), noPause)).toBeUndefined();
});

it('finds what means the same and shares no word, the same every time', async () => {
  const occurrences = catalogue(240);
  const space = (await buildSpace(occurrences, noPause))!;
  expect(await buildSpace(catalogue(240), noPause)).toEqual(space);
  const stored = new Map(
    ['sofa'].map((term) => [
      term,
      { term, documentFrequency: 60, segments: [], direction: space.directions.get(term) },
    ]),
  );
  const { dimensions, vectors } = space;
  const query = queryVector(stored, new Map([['sofa', 1]]), { dimensions, documents: 240 })!;
  const productIds = Float64Array.from({ length: 240 }, (_, index) => index + 1);
  const products = { dimensions, segments: [{ productIds, vectors, replaced: new Set([4]) }] };
  const found = compareAll(products, query);
  expect([found.size, found.get(4), found.get(241)]).toEqual([239, undefined, undefined]);
  const all = found.nearest(500);
  expect(all.map(([id, cosine]) => found.get(id) === cosine)).not.toContain(false);
  expect([all[0]?.[1], all.at(-1)?.[1]]).toEqual([found.greatest, found.least]);
  const ofKind = (rest: number) => all.filter(([id]) => id % 4 === rest).map(([, cosine]) => cosine);
  // A couch that is not called a sofa is nearer than a kettle.
  expect(meanOf(ofKind(2))).toBeGreaterThan(meanOf([...ofKind(1), ...ofKind(3)]) + 0.3);
  const middle = new Float64Array(dimensions);
  const width = SCALE_BYTES + dimensions;
  for (const place of [1, 5]) addQuantised(middle, vectors.subarray(place * width, (place + 1) * width), 1);
  expect(toUnitLength(middle)).toBe(true);
  const toMiddle = compareAll(products, middle);
  expect([...alikeTo(products, [2, 6, 4, 999], [10, 4, 3, 999])]).toEqual(
    [10, 3].map((id) => [id, toMiddle.get(id)]),
  );
});

it('folds a product in where training would have put it', async () => {
  const occurrences = catalogue(240);
  const space = (await buildSpace(occurrences, noPause))!;
  const frequencies = occurrences.documentFrequencies();
  const directions = new Map(
    occurrences.termNames().flatMap((term, id) => {
      const direction = space.directions.get(term);
      return direction === undefined
        ? []
        : [[term, { direction, documentFrequency: frequencies[id]! }] as const];
    }),
  );
  const folded = foldIn(occurrences, { dimensions: space.dimensions, documents: 240, directions });
  const width = SCALE_BYTES + space.dimensions;
  for (let row = 0; row < 240; row += 1) {
    const trained = new Float64Array(space.dimensions);
    const again = new Float64Array(space.dimensions);
    addQuantised(trained, space.vectors.subarray(row * width, (row + 1) * width), 1);
    addQuantised(again, folded.subarray(row * width, (row + 1) * width), 1);
    expect(trained.reduce((sum, value, index) => sum + value * again[index]!, 0)).toBeGreaterThan(0.99);
  }
});
