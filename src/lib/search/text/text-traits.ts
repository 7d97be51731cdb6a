import type { Analyser } from './analyser.ts';
import { type Grams, gramsOf } from './grams.ts';
import { wordsOf } from './words.ts';

/** Words that say that the next ones are not wanted. English: the re-ranker is used for languages it was trained on. */
const NEGATORS = new Set(['without', 'no', 'not', 'non', 'except', 'minus', 'free']);
const ENDS_NEGATION = new Set(['for', 'with', 'and', 'in', 'on', 'but', 'of']);

const GENDERS: Readonly<Record<Gender, ReadonlySet<string>>> = {
  women: new Set(['women', 'woman', 'womens', 'ladies', 'lady', 'girl', 'girls', 'female', 'her']),
  men: new Set(['men', 'man', 'mens', 'boy', 'boys', 'male', 'gentlemen', 'his']),
};

/** What the features need of a title: what only some queries ask for is looked for in it when they do. */
export interface TextTraits {
  readonly words: readonly string[];
  /** The term of each word. */
  readonly terms: readonly string[];
  readonly grams: Grams;
}

/** What a query asks for. */
export interface QueryTraits extends TextTraits {
  readonly termSet: ReadonlySet<string>;
  /** Terms that follow one another. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Terms that follow a negator. */
  readonly negated: readonly string[];
  /** For whom it is, if it is for one of them alone. */
  readonly gender: Gender | undefined;
  readonly numbers: readonly string[];
}

type Gender = 'women' | 'men';

type TermOf = Pick<Analyser, 'termOf'>;

export function traitsOf(words: readonly string[], { termOf }: TermOf): TextTraits {
  return { words, terms: words.map(termOf), grams: gramsOf(words) };
}

export function queryTraits(words: readonly string[], analyser: TermOf): QueryTraits {
  const traits = traitsOf(words, analyser);
  const pairs = traits.terms
    .slice(1)
    .map((term, index): readonly [string, string] => [traits.terms[index] ?? '', term]);
  const genders = (['women', 'men'] as const).filter((gender) => isFor(traits, gender));
  return {
    ...traits,
    termSet: new Set(traits.terms),
    pairs: [...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()],
    negated: [...negatedTerms(traits, analyser)],
    gender: genders.length === 1 ? genders[0] : undefined,
    numbers: words.filter((word) => /^\d/.test(word)),
  };
}

export function titleTraits(title: string, analyser: TermOf): TextTraits {
  return traitsOf(wordsOf(title), analyser);
}

export function isFor({ words }: TextTraits, gender: Gender): boolean {
  return words.some((word) => GENDERS[gender].has(word));
}

export function hasPair({ terms }: TextTraits, [left, right]: readonly [string, string]): boolean {
  return terms.some((term, place) => term === right && place > 0 && terms[place - 1] === left);
}

/** Terms that follow a negator. */
export function negatedTerms({ words }: TextTraits, { termOf }: TermOf): ReadonlySet<string> {
  return new Set(negatedWords(words).map(termOf));
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
