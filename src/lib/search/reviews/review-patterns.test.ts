import { beforeAll, expect, it } from 'vitest';
import { type Analyser, createAnalyser } from '../text/analyser.ts';
import { reviewPatterns } from './review-patterns.ts';

let analyser: Analyser;
beforeAll(async () => {
  analyser = await createAnalyser('en');
});

const patterns = (...words: [string, number][]) => reviewPatterns(new Map(words), analyser);

it.each([
  ['battery', '%batte%'],
  ['batteries', '%batter%'],
  ['hiking', '%hik%'],
  ['tv', '%tv%'],
  ['1.75', '%1.7%'],
  ['été', '%été%'],
])('looks for %s by %s', (word, pattern) => {
  expect(patterns([word, 5])).toEqual([pattern]);
});

it('looks for rare words alone, as the others are in most reviews', () => {
  expect(patterns(['for', 0.2], ['quiet', 6], ['kettle', 4])).toEqual(['%quie%', '%kett%']);
  expect(patterns()).toEqual([]);
});
