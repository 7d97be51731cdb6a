import { expect, it } from 'vitest';
import { pairedBootstrap, standardError } from './bootstrap.ts';

const BASE = Array.from({ length: 80 }, (_, index) => (index % 10) / 10);

it('sees a gain that every query has, and none if there is none', () => {
  const better = pairedBootstrap(
    BASE.map((value, index) => value + 0.05 + (index % 3) * 0.01),
    BASE,
  );
  expect(better.mean).toBeCloseTo(0.06, 2);
  expect(better.low).toBeGreaterThan(0.05);
  const same = pairedBootstrap(
    BASE.map((value, index) => value + (index % 2 === 0 ? 0.1 : -0.1)),
    BASE,
  );
  expect(same.low).toBeLessThan(0);
  expect(same.high).toBeGreaterThan(0);
});

it('gives the same numbers every time', () => {
  expect(pairedBootstrap(BASE, BASE.toReversed())).toEqual(pairedBootstrap(BASE, BASE.toReversed()));
});

it('knows the standard error of a mean', () => {
  expect(standardError([1, 2, 3, 4])).toBeCloseTo(0.6455, 4);
});
