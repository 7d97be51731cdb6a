import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { scoreProducts } from '../rank/bm25f.ts';
import { readParts } from '../store/segment-parts.ts';
import type { StoredTerm } from '../store/read-terms.ts';
import type { TermReader } from '../store/term-reader.ts';
import type { Analyser } from '../text/analyser.ts';
import { addVocabulary, type Vocabulary } from '../text/vocabulary.ts';
import { wordsOf } from '../text/words.ts';
import type { Synonyms } from './synonyms-file.ts';
import { chooseCorrection } from './choose-correction.ts';
import { proposeCommoner, proposeCorrections } from './spelling.ts';

export interface Correction {
  readonly from: string;
  readonly to: string;
}

export interface KnownSynonyms {
  readonly word: string;
  readonly also: readonly string[];
}

/** A query with what the index has of it. */
export interface UnderstoodQuery {
  readonly text: string;
  /** Its words in order, corrected. */
  readonly words: readonly string[];
  /** The term of each word. */
  readonly terms: readonly string[];
  readonly corrections: readonly Correction[];
  /** Words of the query that are called otherwise, too, with those of the catalogue. */
  readonly synonyms: readonly KnownSynonyms[];
  /** Words that hardly a product has, with one that many have and that differs by one edit: perhaps that is meant. */
  readonly otherSpellings: readonly KnownSynonyms[];
  /** Words that no product has, and nothing near to them. */
  readonly unknown: readonly string[];
  readonly stored: ReadonlyMap<string, StoredTerm>;
}

export interface QueryTools {
  readonly terms: TermReader;
  readonly analyser: Analyser;
  readonly documents: number;
  readonly synonyms: Synonyms;
  /** The words of the catalogue, read when they are first needed. */
  readonly vocabulary: () => Promise<Vocabulary>;
}

/** Makes terms of a query, reads them, and corrects words that no product has against the words of the catalogue. */
export async function understandQuery(
  { terms: readTerms, analyser, documents, synonyms, vocabulary }: QueryTools,
  text: string,
): Promise<UnderstoodQuery> {
  const { termOf } = analyser;
  const written = wordsOf(text);
  const stored = new Map<string, StoredTerm>();
  const read = async (words: readonly string[]) => {
    const terms = [...new Set(words.map(termOf))].filter((term) => !stored.has(term));
    for (const [term, found] of await readTerms(terms)) stored.set(term, found);
  };
  await read(written);
  const isCalledOtherwise = await readSynonymTerms(written, synonyms, read, (word) =>
    stored.has(termOf(word)),
  );
  const missing = [
    ...new Set(written.filter((word) => !stored.has(termOf(word)) && !isCalledOtherwise.has(word))),
  ];
  const replacements = new Map<string, readonly string[]>();
  const doubtful = written.filter((word) => isDoubtful(word, stored.get(termOf(word))));
  const meantToo = new Map<string, readonly string[]>();
  if (missing.length + doubtful.length > 0) {
    const known = new Map([...stored.keys()].map((term) => [term, 1]));
    const context = scoreProducts(stored, known, { documents, replaced: new Map() });
    const catalogue = await vocabulary();
    const choose = async (word: string, candidates: readonly (readonly string[])[]) => {
      await read(candidates.flat());
      return chooseCorrection(word, candidates, { termOf, stored, context });
    };
    for (const word of missing) {
      const meant = await choose(word, proposeCorrections(word, catalogue));
      if (meant !== undefined) replacements.set(word, meant);
    }
    for (const word of doubtful) {
      const commoner = proposeCommoner(word, catalogue);
      const meant = await choose(word, commoner);
      if (meant !== undefined) meantToo.set(word, meant);
    }
  }
  const words = written.flatMap((word) => replacements.get(word) ?? [word]);
  // A word that was corrected may have synonyms, too.
  await read(words.flatMap((word) => synonyms.get(word) ?? []));
  return {
    text,
    words,
    terms: words.map(termOf),
    corrections: [...replacements].map(([from, to]) => ({ from, to: to.join(' ') })),
    synonyms: synonymsOf(words, synonyms, (word) => stored.has(termOf(word))),
    otherSpellings: [...meantToo].map(([word, also]) => ({ word, also })),
    unknown: missing.filter((word) => !replacements.has(word)),
    stored,
  };
}

/** Reads the synonyms of words; returns the words of which the catalogue has one: these are not misspelt. */
async function readSynonymTerms(
  words: readonly string[],
  synonyms: Synonyms,
  read: (words: readonly string[]) => Promise<void>,
  isStored: (word: string) => boolean,
): Promise<ReadonlySet<string>> {
  await read(words.flatMap((word) => synonyms.get(word) ?? []));
  return new Set(synonymsOf(words, synonyms, isStored).map(({ word }) => word));
}

function synonymsOf(
  words: readonly string[],
  synonyms: Synonyms,
  isStored: (word: string) => boolean,
): KnownSynonyms[] {
  return [...new Set(words)].flatMap((word) => {
    const also = (synonyms.get(word) ?? []).filter(isStored);
    return also.length === 0 ? [] : [{ word, also }];
  });
}

/** A catalogue has mistakes, too: what so few products have may be one that the query shares. */
const RARE_PRODUCTS = 3;

function isDoubtful(word: string, stored: StoredTerm | undefined): boolean {
  return stored !== undefined && stored.documentFrequency <= RARE_PRODUCTS && /^\p{L}{3,}$/u.test(word);
}

/** All words of the catalogue. */
export async function readVocabulary(connection: MariadbConnection): Promise<Vocabulary> {
  const vocabulary = new Map<string, number>();
  for (const { content } of await readParts(connection, 'words')) addVocabulary(vocabulary, content);
  return vocabulary;
}
