import { seededRandom } from '../scores/seeded-random.ts';
import { orthonormalise } from './orthonormalise.ts';
import type { SparseRows } from './sparse-rows.ts';

/** Each one brings the basis nearer to the strongest directions; with three the ranking does not get better any more. */
const ITERATIONS = 3;
const SEED = 1;

/**
 * The directions in which products differ most, as an orthonormal basis of the terms: subspace iteration on the matrix
 * of products and terms, from a seeded start, so that the same catalogue gives the same space. Row-major, `dimensions`
 * numbers for each term. Any rotation of it gives the same cosines, so it is not turned into singular vectors.
 * @param pause is awaited between two rounds, so that others get their turn
 */
export async function trainBasis(
  matrix: SparseRows,
  dimensions: number,
  pause: (done: number, total: number) => Promise<void>,
): Promise<Float64Array> {
  const random = seededRandom(SEED);
  let basis: Float64Array = Float64Array.from({ length: matrix.columns * dimensions }, () => random() - 0.5);
  for (let round = 0; round < ITERATIONS; round += 1) {
    basis = timesItsTranspose(matrix, basis, dimensions);
    await pause(2 * round + 1, 2 * ITERATIONS);
    orthonormalise(basis, dimensions);
    await pause(2 * round + 2, 2 * ITERATIONS);
  }
  return basis;
}

/** AᵀA times the basis, row by row of A. */
function timesItsTranspose(matrix: SparseRows, basis: Float64Array, dimensions: number): Float64Array {
  const result = new Float64Array(basis.length);
  const product = new Float64Array(dimensions);
  for (let row = 0; row < matrix.rows; row += 1) {
    projectRow(matrix, row, { basis, dimensions }, product);
    const [from = 0, to = 0] = [matrix.starts[row], matrix.starts[row + 1]];
    for (let at = from; at < to; at += 1) {
      const value = matrix.value[at] ?? 0;
      const start = (matrix.column[at] ?? 0) * dimensions;
      for (let index = 0; index < dimensions; index += 1) {
        result[start + index] = (result[start + index] ?? 0) + value * (product[index] ?? 0);
      }
    }
  }
  return result;
}

export interface Basis {
  readonly basis: Float64Array;
  readonly dimensions: number;
}

/** One row of the matrix in the space of the basis. */
export function projectRow(
  matrix: SparseRows,
  row: number,
  { basis, dimensions }: Basis,
  into: Float64Array,
): void {
  into.fill(0);
  const [from = 0, to = 0] = [matrix.starts[row], matrix.starts[row + 1]];
  for (let at = from; at < to; at += 1) {
    const value = matrix.value[at] ?? 0;
    const start = (matrix.column[at] ?? 0) * dimensions;
    for (let index = 0; index < dimensions; index += 1) {
      into[index] = (into[index] ?? 0) + value * (basis[start + index] ?? 0);
    }
  }
}
