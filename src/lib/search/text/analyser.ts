import { loadStemmer } from './stemmers.ts';
import { wordsOf } from './words.ts';

/** What makes terms of texts, in one language. Documents and queries must have the same. */
export interface Analyser {
  /** The language that its stems are of. */
  readonly language: string;
  /** The terms of a text in order, repeated as often as they occur. */
  readonly terms: (text: string) => string[];
  /** The term of one word of `wordsOf`. */
  readonly termOf: (word: string) => string;
}

/** Changes when the same text gives other terms or a term counts otherwise: an index of another one is built again. */
export const ANALYSER_VERSION = '2';

/** Stems are kept: a catalogue repeats its words, and a stem takes longer than a look-up. */
export async function createAnalyser(language: string): Promise<Analyser> {
  const stem = await loadStemmer(language);
  const known = new Map<string, string>();
  const termOf = (word: string): string => {
    const found = known.get(word);
    if (found !== undefined) return found;
    const term = stem(word);
    known.set(word, term);
    return term;
  };
  return { language, termOf, terms: (text) => wordsOf(text).map(termOf) };
}
