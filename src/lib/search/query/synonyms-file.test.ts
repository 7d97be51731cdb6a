import { expect, it } from 'vitest';
import { parseSynonyms } from './synonyms-file.ts';

const file = (groups: string, language = 'en') =>
  `language: ${language}\nreviewed_by: the shop team, 2026-11-30\ngroups:\n${groups}`;
const parse = (text: string) => parseSynonyms(text, 'synonyms.yaml', 'en');

it('says of each word of a group what else it is called', async () => {
  const found = await parse(file('  - [sofa, Couch, settee]\n  - [tv, television]\n'));
  expect(found.get('couch')).toEqual(['sofa', 'settee']);
  expect(found.get('television')).toEqual(['tv']);
  expect(found.get('chair')).toBeUndefined();
});

it('is empty for a file of another language', async () => {
  expect((await parse(file('  - [sofa, canape]\n', 'fr'))).size).toBe(0);
});

it.each([
  ['language: en\n', 'needs language'],
  [file('  - [sofa]\n'), 'needs language'],
  [file('  - [sofa, love seat]\n'), '"love seat" is not a single word'],
  [file('  - [sofa, couch]\n  - [couch, bed]\n'), '"couch" is there twice'],
  [file('  - [sofa, sofa]\n'), '"sofa" is there twice'],
  ['{', 'needs language'],
])('refuses %j', async (text, message) => {
  await expect(parse(text)).rejects.toThrow(`synonyms.yaml: ${message}`);
});
