import { K1 } from '../index/fields.ts';
import { type ScoreList, scoreOf } from '../scores/score-list.ts';
import type { StoredTerm } from '../store/read-terms.ts';

/** Every product counts a little: the rest of the query may say nothing about any of them. */
const WITHOUT_CONTEXT = 1e-3;
/** How much it counts that a word is rare: by its products alone, a common word would fit everywhere. */
const LIFT = 0.75;
/** People seldom get the first letter wrong. */
const SAME_FIRST_LETTER = 2;

/**
 * The candidate that fits best to the rest of the query: its products weigh by what the other words say of them, so that
 * `bathing suit linre` means liner and not the more common line.
 * @param candidates each a list of words; the most common first
 * @param context scores of products by the other words of the query; empty if there are none
 */
export function chooseCorrection(
  word: string,
  candidates: readonly (readonly string[])[],
  {
    termOf,
    stored,
    context,
  }: {
    readonly termOf: (word: string) => string;
    readonly stored: ReadonlyMap<string, StoredTerm>;
    readonly context: ScoreList;
  },
): readonly string[] | undefined {
  const weigh = (words: readonly string[]): number => {
    const found = words.map((part) => stored.get(termOf(part)));
    const least = Math.min(...found.map((term) => (term === undefined ? 0 : fit(term, context))));
    return least * (words[0]?.[0] === word[0] ? SAME_FIRST_LETTER : 1);
  };
  let best: readonly string[] | undefined;
  let most = 0;
  for (const words of candidates) {
    const weight = weigh(words);
    if (weight > most) {
      most = weight;
      best = words;
    }
  }
  return best;
}

function fit({ documentFrequency, segments }: StoredTerm, context: ScoreList): number {
  if (context.productIds.length === 0) return documentFrequency;
  let sum = documentFrequency * WITHOUT_CONTEXT;
  for (const { postings } of segments) {
    postings.productIds.forEach((productId, place) => {
      const impact = postings.impacts[place] ?? 0;
      sum += (scoreOf(context, productId) ?? 0) ** 3 * (impact / (K1 + impact));
    });
  }
  return sum / documentFrequency ** LIFT;
}
