import { expect, it } from 'vitest';
import { fitRidge, predict } from './ridge.ts';

const ROWS = Array.from({ length: 200 }, (_, index) => {
  const [left, right, noise] = [Math.sin(index), Math.cos(index * 1.7), Math.sin(index * 31)];
  return { features: [left, right, noise, 5], target: 2 * left - right + 0.5, weight: 1 };
});

it('finds the line that the rows are on', () => {
  const model = fitRidge(ROWS, 1e-9);
  for (const { features, target } of ROWS) expect(predict(model, features)).toBeCloseTo(target, 6);
});

it('shrinks towards the mean, and survives a feature that never changes', () => {
  const loose = fitRidge(ROWS, 1);
  const tight = fitRidge(ROWS, 1e9);
  expect(Math.abs(tight.coefficients[0]!.weight)).toBeLessThan(Math.abs(loose.coefficients[0]!.weight));
  expect(predict(tight, [0.3, 0.1, 0, 5])).toBeCloseTo(tight.intercept, 3);
  expect(Number.isFinite(predict(loose, [0, 0, 0, 6]))).toBe(true);
});

it('counts rows by their weight', () => {
  const two = [
    { features: [0], target: 0, weight: 3 },
    { features: [0], target: 1, weight: 1 },
  ];
  expect(fitRidge(two, 1).intercept).toBeCloseTo(0.25);
});
