import type { Analyser } from './analyser.ts';
import { type Grams, gramsOf } from './grams.ts';
import { wordsOf } from './words.ts';

/** Words that say that the next ones are not wanted. English: the re-ranker is used for languages it was trained on. */
const NEGATORS = new Set(['without', 'no', 'not', 'non', 'except', 'minus', 'free']);
const ENDS_NEGATION = new Set(['for', 'with', 'and', 'in', 'on', 'but', 'of']);

const GENDERS: readonly ReadonlySet<string>[] = [
  new Set(['women', 'woman', 'womens', 'ladies', 'lady', 'girl', 'girls', 'female', 'her']),
  new Set(['men', 'man', 'mens', 'boy', 'boys', 'male', 'gentlemen', 'his']),
];

/** What the features need to know of a text, be it a query or a title. */
export interface TextTraits {
  readonly terms: readonly string[];
  readonly termSet: ReadonlySet<string>;
  readonly pairs: ReadonlySet<string>;
  /** Terms that follow a negator. */
  readonly negated: ReadonlySet<string>;
  readonly genders: readonly boolean[];
  readonly numbers: readonly string[];
  readonly grams: Grams;
}

export function traitsOf(words: readonly string[], { termOf }: Pick<Analyser, 'termOf'>): TextTraits {
  const terms = words.map(termOf);
  return {
    terms,
    termSet: new Set(terms),
    pairs: new Set(terms.slice(1).map((term, index) => `${terms[index]} ${term}`)),
    negated: new Set(negatedWords(words).map(termOf)),
    genders: GENDERS.map((gender) => words.some((word) => gender.has(word))),
    numbers: words.filter((word) => /^\d/.test(word)),
    grams: gramsOf(words),
  };
}

export function titleTraits(title: string, analyser: Pick<Analyser, 'termOf'>): TextTraits {
  return traitsOf(wordsOf(title), analyser);
}

/** The words from a negator up to the next preposition. */
function negatedWords(words: readonly string[]): string[] {
  let isNegated = false;
  return words.filter((word) => {
    if (NEGATORS.has(word)) isNegated = true;
    else if (ENDS_NEGATION.has(word)) isNegated = false;
    else return isNegated;
    return false;
  });
}
