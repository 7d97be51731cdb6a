import type { Analyser } from '../text/analyser.ts';

/** Words that are less rare than this, beside the rarest one, are in most reviews. */
const RARE_SHARE = 0.5;
/** Shorter beginnings are in too many words. */
const SHORTEST = 3;

/**
 * For LIKE: what a review must hold to be read. Only rare words are looked for, by the letters that all their forms share;
 * which words it has is found out afterwards, as the search does for products.
 * @param weights how rare each word is
 */
export function reviewPatterns(
  weights: ReadonlyMap<string, number>,
  { termOf }: Pick<Analyser, 'termOf'>,
): string[] {
  const rarest = Math.max(0, ...weights.values());
  const rare = [...weights].filter(([, weight]) => weight >= RARE_SHARE * rarest);
  return rare.map(([word]) => `%${beginning(word, termOf(word)).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}

/** Without its last letter, where a stem may differ from its word: `batteri` is the stem of "battery". */
function beginning(word: string, stem: string): string {
  let length = 0;
  while (length < stem.length && stem[length] === word[length]) length += 1;
  if (length <= SHORTEST) return word.slice(0, Math.max(length, Math.min(SHORTEST, word.length)));
  return word.slice(0, Math.max(SHORTEST, length - 1));
}
