import { expect, it } from 'vitest';
import { planNear } from './plan-near.ts';

it('without a filter takes the nearest, more of them for a long page', () => {
  const plan = (wanted: number) => planNear({ products: 43_000, passing: undefined, wanted });
  expect(plan(10)).toEqual({ kind: 'nearest', count: 300 });
  expect(plan(400)).toEqual({ kind: 'nearest', count: 800 });
});

it('compares each of a few products that pass a filter', () => {
  const plan = (passing: number) => planNear({ products: 43_000, passing, wanted: 10 }).kind;
  expect([0, 43, 5000].map(plan)).toEqual(['among', 'among', 'among']);
  expect(plan(5001)).toBe('nearest');
});

it('takes as many more as the filter leaves out', () => {
  const plan = (products: number) => planNear({ products, passing: 5001, wanted: 100 });
  expect(plan(10_002)).toEqual({ kind: 'nearest', count: 400 });
  expect(plan(1_000_000)).toEqual({ kind: 'nearest', count: 4000 });
});
