import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { wordsOf } from '../text/words.ts';

/** What else each word is called. */
export type Synonyms = ReadonlyMap<string, readonly string[]>;

export const NO_SYNONYMS: Synonyms = new Map();

const synonymsFile = z.strictObject({
  language: z.string().min(2),
  reviewed_by: z.string().min(1),
  groups: z.array(z.array(z.string().min(1)).min(2)),
});

/**
 * The synonyms of the environment file; none for a file of another language.
 * @param path absolute; undefined: the environment file names none
 */
export async function readSynonyms(path: string | undefined, language: string): Promise<Synonyms> {
  if (path === undefined) return NO_SYNONYMS;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const code = systemErrorCode(thrown) ?? 'unknown reason';
    throw invalid(path, `cannot be read (${code})`, thrown);
  }
  return parseSynonyms(text, path, language);
}

/** Throws SEARCH_SYNONYMS_INVALID for another shape, a phrase, or a word in two groups. */
export async function parseSynonyms(text: string, path: string, language: string): Promise<Synonyms> {
  const { parse } = await import('yaml');
  let file: z.output<typeof synonymsFile>;
  try {
    file = synonymsFile.parse(parse(text), { jitless: true });
  } catch (thrown) {
    throw invalid(path, 'needs language, reviewed_by, and groups of two words or more', thrown);
  }
  if (file.language !== language) return NO_SYNONYMS;
  const synonyms = new Map<string, readonly string[]>();
  for (const group of file.groups) {
    const words = group.map((entry) => singleWord(entry, path));
    for (const word of words) {
      if (synonyms.has(word)) throw invalid(path, `"${word}" is there twice: join its groups`);
      synonyms.set(
        word,
        words.filter((other) => other !== word),
      );
    }
  }
  return synonyms;
}

function singleWord(entry: string, path: string): string {
  const [word, ...more] = wordsOf(entry);
  if (word === undefined || more.length > 0) throw invalid(path, `"${entry}" is not a single word`);
  return word;
}

function invalid(path: string, why: string, cause?: unknown): AetherError {
  return new AetherError('SEARCH_SYNONYMS_INVALID', `${path}: ${why}`, { cause });
}
