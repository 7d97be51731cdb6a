/** Rows to learn from: features, what is wanted, and how much the row counts. */
export interface TrainingRow {
  readonly features: readonly number[];
  readonly target: number;
  readonly weight: number;
}

/** What a feature is worth: it is centred and scaled before. */
export interface Coefficient {
  readonly mean: number;
  readonly scale: number;
  readonly weight: number;
}

export interface LinearModel {
  readonly intercept: number;
  readonly coefficients: readonly Coefficient[];
}

/** Ridge regression on standardised features: weights are kept small by `alpha`, so that few queries do not rule. */
export function fitRidge(rows: readonly TrainingRow[], alpha: number): LinearModel {
  const count = rows[0]?.features.length ?? 0;
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const average = (value: (row: TrainingRow) => number) =>
    rows.reduce((sum, row) => sum + row.weight * value(row), 0) / total;
  const intercept = average(({ target }) => target);
  const columns = Array.from({ length: count }, (_, index) => {
    const mean = average(({ features }) => features[index] ?? 0);
    const variance = average(({ features }) => ((features[index] ?? 0) - mean) ** 2);
    return { mean, scale: Math.sqrt(variance) || 1 };
  });
  const matrix = Array.from({ length: count }, () => new Float64Array(count + 1));
  for (const { features, target, weight } of rows) {
    const standard = columns.map(({ mean, scale }, index) => ((features[index] ?? 0) - mean) / scale);
    standard.forEach((left, row) => {
      const own = matrix[row];
      if (own === undefined) return;
      standard.forEach((right, column) => (own[column] = (own[column] ?? 0) + weight * left * right));
      own[count] = (own[count] ?? 0) + weight * left * (target - intercept);
    });
  }
  matrix.forEach((row, index) => (row[index] = (row[index] ?? 0) + alpha));
  const weights = solve(matrix);
  return {
    intercept,
    coefficients: columns.map((column, index) => ({ ...column, weight: weights[index] ?? 0 })),
  };
}

/** The score that a model gives to features. */
export function predict({ intercept, coefficients }: LinearModel, features: readonly number[]): number {
  return coefficients.reduce(
    (sum, { mean, scale, weight }, index) => sum + (weight * ((features[index] ?? 0) - mean)) / scale,
    intercept,
  );
}

/** Gauss and Jordan; the matrix is symmetric, positive and small. Its last column is the right-hand side. */
function solve(matrix: readonly Float64Array[]): number[] {
  const size = matrix.length;
  matrix.forEach((pivotRow, pivot) => {
    const value = pivotRow[pivot] ?? 1;
    for (const [index, row] of matrix.entries()) {
      if (index === pivot) continue;
      const factor = (row[pivot] ?? 0) / value;
      for (let column = pivot; column <= size; column += 1) {
        row[column] = (row[column] ?? 0) - factor * (pivotRow[column] ?? 0);
      }
    }
  });
  return matrix.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}
