import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { packageFile } from '../../core/package-root.ts';
import { FEATURES } from './candidate-features.ts';
import { chooseReranker } from './choose-reranker.ts';
import { parseReranker, rerankerText } from './reranker-file.ts';

const shipped = packageFile('configs', 'search', 'reranker.yaml');

it('reads back what it writes', async () => {
  const text = await readFile(shipped, 'utf8');
  const reranker = await parseReranker(text, shipped);
  expect(reranker.model.coefficients).toHaveLength(FEATURES.length);
  expect(rerankerText(reranker)).toBe(text);
});

it('reads the same of a file that somebody has written in another way', async () => {
  const text = await readFile(shipped, 'utf8');
  const [mine, other] = [text, text.replaceAll(' }', ', }')];
  expect(await parseReranker(other, shipped)).toEqual(await parseReranker(mine, shipped));
});

it('refuses a scale of 0 in a line that is its own', async () => {
  const text = (await readFile(shipped, 'utf8')).replace(/scale: [^,]+/, 'scale: 0');
  await expect(parseReranker(text, shipped)).rejects.toMatchObject({ code: 'SEARCH_RERANKER_INVALID' });
});

it.each([
  ['features: [', 'is not a file of "aether search train"'],
  ['language: en', 'is not a file of "aether search train"'],
  ['language: en\ntrained_on: x\nintercept: 0\nfeatures: { luck: { mean: 0, scale: 1, weight: 1 } }', 'luck'],
])('refuses %j', async (text, message) => {
  await expect(parseReranker(text, 'mine.yaml')).rejects.toMatchObject({
    code: 'SEARCH_RERANKER_INVALID',
    message: expect.stringContaining(message) as string,
  });
});

it('is not used for another language, nor without a space of meaning', async () => {
  expect(await chooseReranker(undefined, { language: 'en', dimensions: 256 })).toBeDefined();
  expect(await chooseReranker(undefined, { language: 'de', dimensions: 256 })).toBeUndefined();
  expect(await chooseReranker(undefined, { language: 'en', dimensions: 0 })).toBeUndefined();
  await expect(chooseReranker('/nowhere.yaml', { language: 'en', dimensions: 8 })).rejects.toMatchObject({
    code: 'SEARCH_RERANKER_INVALID',
  });
});
