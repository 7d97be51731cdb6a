import type { Occurrences } from '../index/occurrences.ts';
import { quantise, toUnitLength } from './quantised.ts';
import type { SparseRows } from './sparse-rows.ts';
import { LEAST_PRODUCTS, termWeight } from './term-weights.ts';
import { projectRow, trainBasis } from './train-basis.ts';

/** More carry no more here, and a scan of all products takes as much longer as there are more. */
const DIMENSIONS = 256;
/** Words for each dimension, at least: with as many dimensions as words, a word would mean itself alone. */
const TERMS_FOR_ONE = 8;
/** Fewer products do not say which words go together. */
export const FEWEST_PRODUCTS = 200;
/** Products that the space is trained on; the others are folded in. */
const MOST_TRAINED = 20_000;

/** A space of meaning: a direction for each term, a vector for each product. */
export interface MeaningSpace {
  readonly dimensions: number;
  /** Quantised, by term. */
  readonly directions: ReadonlyMap<string, Buffer>;
  /** Quantised unit vectors of the products, one after the other in their order. */
  readonly vectors: Buffer;
}

/** Trains a space on a catalogue; undefined if it is too small for one. */
export async function buildSpace(
  occurrences: Occurrences,
  onRound: (done: number, total: number) => Promise<void>,
): Promise<MeaningSpace | undefined> {
  const { productCount } = occurrences;
  if (productCount < FEWEST_PRODUCTS) return undefined;
  const { matrix, terms } = weighedRows(occurrences);
  const dimensions = Math.min(
    DIMENSIONS,
    Math.ceil(productCount / 4),
    Math.ceil(terms.length / TERMS_FOR_ONE),
  );
  const basis = await trainBasis(sample(matrix, MOST_TRAINED), dimensions, onRound);
  const directions = new Map(
    terms.map((term, id) => [term, quantise(basis.subarray(id * dimensions, (id + 1) * dimensions))]),
  );
  const vector = new Float64Array(dimensions);
  const vectors = Array.from({ length: productCount }, (_, row) => {
    projectRow(matrix, row, { basis, dimensions }, vector);
    toUnitLength(vector);
    return quantise(vector);
  });
  return { dimensions, directions, vectors: Buffer.concat(vectors) };
}

/** TF-IDF of the terms that two products have or more, every row of length 1. */
function weighedRows(occurrences: Occurrences): { matrix: SparseRows; terms: string[] } {
  const names = occurrences.termNames();
  const frequencies = occurrences.documentFrequencies();
  const columns = new Int32Array(names.length).fill(-1);
  const terms: string[] = [];
  names.forEach((name, id) => {
    if ((frequencies[id] ?? 0) >= LEAST_PRODUCTS) columns[id] = terms.push(name) - 1;
  });
  const { productCount, pairCount } = occurrences;
  const starts = new Uint32Array(productCount + 1);
  const column = new Uint32Array(pairCount);
  const value = new Float64Array(pairCount);
  let length = 0;
  occurrences.forEachPair((product, term, frequency) => {
    const place = columns[term] ?? -1;
    if (place >= 0) {
      column[length] = place;
      value[length] = termWeight(frequency, productCount, frequencies[term] ?? 1);
      length += 1;
    }
    starts[product + 1] = length;
  });
  fillGaps(starts);
  const matrix = { rows: productCount, columns: terms.length, starts, column, value };
  normaliseRows(matrix);
  return { matrix, terms };
}

/** A product without terms begins and ends where the one before it ends. */
function fillGaps(starts: Uint32Array): void {
  for (let row = 1; row < starts.length; row += 1)
    starts[row] = Math.max(starts[row] ?? 0, starts[row - 1] ?? 0);
}

function normaliseRows({ rows, starts, value }: SparseRows): void {
  for (let row = 0; row < rows; row += 1) {
    toUnitLength(value.subarray(starts[row], starts[row + 1]));
  }
}

/** Rows at equal distances, at most so many: products of one kind often have neighbouring numbers. */
function sample(matrix: SparseRows, most: number): SparseRows {
  if (matrix.rows <= most) return matrix;
  const chosen = Array.from({ length: most }, (_, index) => Math.floor((index * matrix.rows) / most));
  const starts = new Uint32Array(most + 1);
  const parts = chosen.map((row, index) => {
    const [from = 0, to = 0] = [matrix.starts[row], matrix.starts[row + 1]];
    starts[index + 1] = (starts[index] ?? 0) + to - from;
    return [from, to] as const;
  });
  const column = new Uint32Array(starts[most] ?? 0);
  const value = new Float64Array(starts[most] ?? 0);
  parts.forEach(([from, to], index) => {
    column.set(matrix.column.subarray(from, to), starts[index]);
    value.set(matrix.value.subarray(from, to), starts[index]);
  });
  return { rows: most, columns: matrix.columns, starts, column, value };
}
