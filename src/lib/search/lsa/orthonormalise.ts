/** Keeps the triangle invertible if two columns are alike. */
const RIDGE = 1e-12;

/**
 * Makes the columns of a tall matrix orthonormal in place, by the Cholesky factor of its Gram matrix: two passes over
 * the rows, each of them in the order of memory.
 * @param matrix row-major, `columns` numbers for each row
 */
export function orthonormalise(matrix: Float64Array, columns: number): void {
  const factor = cholesky(gram(matrix, columns), columns);
  for (let start = 0; start < matrix.length; start += columns) {
    for (let column = 0; column < columns; column += 1) {
      const row = column * columns;
      let value = matrix[start + column] ?? 0;
      for (let index = 0; index < column; index += 1) {
        value -= (factor[row + index] ?? 0) * (matrix[start + index] ?? 0);
      }
      matrix[start + column] = value / (factor[row + column] ?? 1);
    }
  }
}

/** The lower triangle of MᵀM. */
function gram(matrix: Float64Array, columns: number): Float64Array {
  const result = new Float64Array(columns * columns);
  for (let start = 0; start < matrix.length; start += columns) {
    for (let row = 0; row < columns; row += 1) {
      const value = matrix[start + row] ?? 0;
      const place = row * columns;
      for (let column = 0; column <= row; column += 1) {
        result[place + column] = (result[place + column] ?? 0) + value * (matrix[start + column] ?? 0);
      }
    }
  }
  return result;
}

/** The lower triangle L with LLᵀ = G. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = matrix.slice();
  const at = (row: number, column: number) => factor[row * size + column] ?? 0;
  const least = RIDGE * Math.max(...Array.from({ length: size }, (_, index) => at(index, index)));
  for (let column = 0; column < size; column += 1) {
    for (let row = column; row < size; row += 1) {
      let value = at(row, column);
      for (let index = 0; index < column; index += 1) value -= at(row, index) * at(column, index);
      factor[row * size + column] =
        row === column ? Math.sqrt(Math.max(value, least, Number.MIN_VALUE)) : value / at(column, column);
    }
  }
  return factor;
}
