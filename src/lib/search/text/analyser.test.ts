import { expect, it } from 'vitest';
import { createAnalyser } from './analyser.ts';

it.each([
  ['en', 'running batteries', 'run battery'],
  ['de', 'Jacken', 'Jacke'],
  ['pt-BR', 'panelas', 'panela'],
  ['fr', 'chaussures', 'chaussure'],
])('in %s "%s" and "%s" have the same terms', async (language, left, right) => {
  const { terms } = await createAnalyser(language);
  expect(terms(left)).toEqual(expect.arrayContaining(terms(right).slice(0, 1)));
});

it('leaves words of a language without a stemmer as they are', async () => {
  expect((await createAnalyser('ja')).terms('Running shoes')).toEqual(['running', 'shoes']);
});
