import { expect, it } from 'vitest';
import { CANARIES, countFound } from './canaries.ts';

const COUNT = CANARIES.document.length;
const axis = (place: number) => Float32Array.from({ length: COUNT }, (_, at) => (at === place ? 1 : 0));
const axes = Array.from({ length: COUNT }, (_, place) => axis(place));

it('counts the queries whose document is the nearest', () => {
  expect(countFound([...axes, ...axes])).toBe(COUNT);
  expect(countFound([...axes, ...axes.toReversed()])).toBe(0);
});

it('counts nothing of a model that gives one vector for all', () => {
  expect(countFound([...axes, ...axes].map(() => axis(0)))).toBe(0);
});
