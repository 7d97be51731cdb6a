import { expect, it } from 'vitest';
import { maskOf } from '../index/fields.ts';
import { createAnalyser } from '../text/analyser.ts';
import { wordsOf } from '../text/words.ts';
import { type Candidate, candidateFeatures, FEATURES } from './candidate-features.ts';

const analyser = await createAnalyser('en');

async function featuresOf(query: string, name: string, more: Partial<Candidate> = {}) {
  const words = wordsOf(query);
  const idf = new Map(words.map((word) => [analyser.termOf(word), 1]));
  const candidate = {
    productId: 1,
    name,
    categoryId: null,
    lexical: 2,
    semantic: 0.5,
    alike: 0,
    matches: [],
    ...more,
  };
  const [row = []] = candidateFeatures({ words, analyser, idf, titles: new Map() }, [candidate]);
  expect(row).toHaveLength(FEATURES.length);
  expect(row.every(Number.isFinite)).toBe(true);
  return Object.fromEntries(FEATURES.map((feature, index) => [feature, row[index]]));
}

it('sees how much of the query is in the title', async () => {
  expect(await featuresOf('red running shoes', 'Running shoe, red')).toMatchObject({
    title_coverage: 1,
    all_in_title: 1,
    pairs_in_title: 0.5,
  });
  expect((await featuresOf('red shoes', 'Blue shoes'))['all_in_title']).toBe(0);
});

it('sees what is not wanted', async () => {
  const query = 'paper bags without handles for shops';
  expect(await featuresOf(query, 'Paper bags with handles')).toMatchObject({
    negated_in_title: 1,
    negation_in_title: 0,
  });
  expect(await featuresOf(query, 'Paper bags, no handles')).toMatchObject({
    negated_in_title: 0,
    negation_in_title: 1,
  });
  expect((await featuresOf(query, 'Bags for shops'))['negated_in_title']).toBe(0);
});

it.each([
  ['slippers for women', 'Ladies slippers', 1, 0],
  ['slippers for women', 'Mens slippers', 0, 1],
  ['slippers for women', 'Slippers', 0, 0],
  ['slippers for women and men', 'Mens slippers', 0, 0],
  ['slippers', 'Mens slippers', 0, 0],
])('compares for whom "%s" and "%s" are', async (query, name, match, mismatch) => {
  expect(await featuresOf(query, name)).toMatchObject({ gender_match: match, gender_mismatch: mismatch });
});

it('sees brand and colour by the fields that hold a term', async () => {
  const matches = [{ term: analyser.termOf('acme'), fields: maskOf(['brand', 'title']), score: 1 }];
  expect(await featuresOf('acme jacket', 'Acme', { matches })).toMatchObject({ brand: 0.5, colour: 0 });
});

it('takes a product without a name and a query without words', async () => {
  await featuresOf('', '', { name: null, lexical: 0, semantic: 0 });
});
