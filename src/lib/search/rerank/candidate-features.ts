import { FIELDS, type Field } from '../index/fields.ts';
import type { TermMatch } from '../rank/explain-terms.ts';
import type { Analyser } from '../text/analyser.ts';
import { gramCosine } from '../text/grams.ts';
import {
  hasPair,
  isFor,
  negatedTerms,
  type QueryTraits,
  queryTraits,
  type TextTraits,
  titleTraits,
} from '../text/text-traits.ts';

/** A product that may be an answer, with what the legs of the search say of it. */
export interface Candidate {
  readonly productId: number;
  readonly name: string | null;
  readonly categoryId: string | null;
  /** BM25F; 0 if it holds no word of the query. */
  readonly lexical: number;
  /** Cosine with the query; 0 without a space of meaning. */
  readonly semantic: number;
  /** Cosine with what is alike in the best candidates. */
  readonly alike: number;
  readonly matches: readonly TermMatch[];
}

/** The features, in the order of a model's coefficients. */
export const FEATURES = [
  'lexical',
  'semantic',
  'fused',
  'title_coverage',
  'text_coverage',
  'all_in_title',
  'pairs_in_title',
  'brand',
  'colour',
  'gender_match',
  'gender_mismatch',
  'negated_in_title',
  'negation_in_title',
  'category_agreement',
  'alike',
  'title_length',
  'numbers_in_title',
  'letters',
] as const;

export interface QueryContext {
  readonly words: readonly string[];
  readonly analyser: Pick<Analyser, 'termOf'>;
  /** How much each term of the query counts. */
  readonly idf: ReadonlyMap<string, number>;
  /** Titles that were taken apart; those of this query are added. */
  readonly titles: Map<string, TextTraits>;
}

/** Candidates whose categories say what the query is about. */
const LEADERS = 10;

/**
 * The features of each candidate.
 * @param candidates the best of the fusion first
 */
export function candidateFeatures(query: QueryContext, candidates: readonly Candidate[]): number[][] {
  const asked = queryTraits(query.words, query.analyser);
  const most = Math.max(...candidates.map(({ lexical }) => lexical), 1e-9);
  const cosines = candidates.map(({ semantic }) => semantic);
  const [least, greatest] = [Math.min(...cosines), Math.max(...cosines)];
  const leaders = candidates.slice(0, LEADERS).map(({ categoryId }) => categoryId);
  return candidates.map((candidate) => {
    const lexical = candidate.lexical / most;
    const semantic = (candidate.semantic - least) / (greatest - least || 1);
    const same = leaders.filter((category) => category !== null && category === candidate.categoryId);
    const title = titleOf(candidate.name ?? '', query);
    return [
      lexical,
      semantic,
      0.7 * lexical + 0.3 * semantic,
      ...coverageFeatures(query, asked, candidate, title),
      ...titleFeatures(query, asked, title),
      same.length / Math.max(leaders.length, 1),
      candidate.alike,
      Math.log(1 + title.terms.length),
      share(asked.numbers, (number) => title.terms.includes(number)),
      gramCosine(asked.grams, title.grams),
    ];
  });
}

function coverageFeatures(
  { idf }: QueryContext,
  asked: QueryTraits,
  { matches }: Candidate,
  title: TextTraits,
): number[] {
  const weigh = (terms: Iterable<string>) => [...terms].reduce((sum, term) => sum + (idf.get(term) ?? 0), 0);
  const total = weigh(asked.termSet) || 1;
  const inField = (field: Field) =>
    weigh(matches.flatMap(({ term, fields }) => ((fields >> FIELDS.indexOf(field)) & 1 ? [term] : []))) /
    total;
  const inTitle = [...asked.termSet].filter((term) => title.terms.includes(term));
  return [
    weigh(inTitle) / total,
    weigh(matches.map(({ term }) => term)) / total,
    inTitle.length === asked.termSet.size ? 1 : 0,
    share(asked.pairs, (pair) => hasPair(title, pair)),
    inField('brand'),
    inField('colour'),
  ];
}

function titleFeatures({ analyser }: QueryContext, asked: QueryTraits, title: TextTraits): number[] {
  const { gender, negated } = asked;
  const isForThem = gender !== undefined && isFor(title, gender);
  const isForOthers = gender !== undefined && isFor(title, gender === 'women' ? 'men' : 'women');
  const titleNegates = negated.length === 0 ? new Set<string>() : negatedTerms(title, analyser);
  return [
    isForThem ? 1 : 0,
    isForOthers && !isForThem ? 1 : 0,
    share(negated, (term) => title.terms.includes(term) && !titleNegates.has(term)),
    share(negated, (term) => titleNegates.has(term)),
  ];
}

/** Titles that are kept: a session must not grow for as long as it is open. */
const MOST_TITLES = 20_000;

function titleOf(name: string, { titles, analyser }: QueryContext): TextTraits {
  const known = titles.get(name);
  if (known !== undefined) return known;
  const found = titleTraits(name, analyser);
  if (titles.size >= MOST_TITLES) titles.clear();
  titles.set(name, found);
  return found;
}

/** Of some things, the share of which something is true; 0 of nothing. */
function share<Item>(items: readonly Item[], isTrue: (item: Item) => boolean): number {
  return items.length === 0 ? 0 : items.filter(isTrue).length / items.length;
}
