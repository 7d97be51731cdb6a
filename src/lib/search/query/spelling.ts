import type { Vocabulary } from '../text/vocabulary.ts';
import { letterSet, mayBeWithin } from './letter-set.ts';
import { osaDistance } from './osa-distance.ts';

/** Shorter words have too many neighbours. */
const SHORTEST = 4;
/** Of such a word, only a letter that was left out is looked for: of the other edits each gives many words. */
const SHORTEST_WITH_GAP = 3;
/** Letters for each edit: one from four letters on, two from seven, three from ten, where they still name one word. */
const LETTERS_FOR_EDIT = 3;
const MOST_EDITS = 3;
/** A part of a word that was written together: shorter ones split everything. */
const SHORTEST_PART = 3;
/** A word that one product alone has is as likely a mistake of the catalogue. */
const LEAST_PRODUCTS = 2;
/** Candidates that are compared in the context of the query. */
const MOST_CANDIDATES = 8;

/**
 * What may have been meant by a word that the catalogue does not have, the most common first: words with one edit, two
 * words that were written together, words with two edits, of the first of these kinds that there is. Each is a list of
 * words. Empty if nothing is near, and for words with digits, which are numbers of models.
 */
export function proposeCorrections(word: string, vocabulary: Vocabulary): (readonly string[])[] {
  if (word.length < SHORTEST_WITH_GAP || /\d/.test(word)) return [];
  const most = Math.min(MOST_EDITS, Math.floor((word.length - 1) / LETTERS_FOR_EDIT));
  const near = nearest(word, vocabulary, Math.max(1, most));
  const single = near.words.map((found) => [found]);
  if (near.distance === 1) return single;
  const split = splitWord(word, vocabulary);
  return split === undefined ? single : [split];
}

/** A word so much more common is more likely meant than one that the catalogue hardly has. */
const MUCH_MORE_COMMON = 30;

/** Much more common words that differ from one of the catalogue by one edit, the most common first. */
export function proposeCommoner(word: string, vocabulary: Vocabulary): (readonly string[])[] {
  const least = MUCH_MORE_COMMON * Math.max(1, vocabulary.get(word) ?? 0);
  const others = new Map([...vocabulary].filter(([other, products]) => other !== word && products >= least));
  return nearest(word, others, 1).words.map((found) => [found]);
}

/** The words with the fewest edits. */
function nearest(word: string, vocabulary: Vocabulary, limit: number) {
  const letters = letterSet(word);
  const shortest = word.length < SHORTEST ? word.length + 1 : SHORTEST - 1;
  let distance = limit;
  let found: { readonly word: string; readonly products: number }[] = [];
  for (const [candidate, products] of vocabulary) {
    if (products < LEAST_PRODUCTS || candidate.length < shortest) continue;
    if (Math.abs(candidate.length - word.length) > distance) continue;
    if (!mayBeWithin(letters, letterSet(candidate), distance)) continue;
    const edits = osaDistance(word, candidate, distance);
    if (edits > distance) continue;
    if (edits < distance) found = [];
    distance = edits;
    found.push({ word: candidate, products });
  }
  const common = found.toSorted((a, b) => b.products - a.products || (a.word < b.word ? -1 : 1));
  return { distance, words: common.slice(0, MOST_CANDIDATES).map(({ word }) => word) };
}

/** The split whose rarer half is the most common. */
function splitWord(word: string, vocabulary: Vocabulary): readonly string[] | undefined {
  let best: readonly string[] | undefined;
  let most = LEAST_PRODUCTS - 1;
  for (let at = SHORTEST_PART; at <= word.length - SHORTEST_PART; at += 1) {
    const parts = [word.slice(0, at), word.slice(at)];
    const rarer = Math.min(...parts.map((part) => vocabulary.get(part) ?? 0));
    if (rarer > most) {
      most = rarer;
      best = parts;
    }
  }
  return best;
}
