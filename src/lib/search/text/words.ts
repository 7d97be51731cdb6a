/** Numbers with their decimals and fractions (`1.75`, `1/2`), and words with an apostrophe inside of them. */
const WORD = /\d+(?:[.,/]\d+)+|[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu;
/** What WORD finds in most texts: to look for the letters of all scripts takes twice as long. */
const ASCII_WORD = /\d+(?:[.,/]\d+)+|[a-z0-9]+(?:'[a-z]+)*/g;
const BEYOND_ASCII = /[\u0080-\uFFFF]/;
const MARKS = /\p{M}+/gu;
const POSSESSIVE = /['’]s$/u;
const APOSTROPHES = /['’]/gu;
/** A number that is written together with its unit: `18mm`, `2.5l`. Longer letters belong to a model's name. */
const NUMBER_WITH_UNIT = /^(\d+)(mm|cm|m|in|inch|ft|oz|lb|lbs|kg|g|ml|l|w|v|mah|gb|tb|hz|pcs|pc|pack)$/u;

/** Longer ones are cut: the index has 128 bytes for a term, and a character takes at most four. */
const LONGEST_WORD = 32;

/**
 * The words of a text in order, folded: lower case, without accents and possessives. What is written together with a unit
 * becomes two words, so that `18mm` finds `18 mm`.
 */
export function wordsOf(text: string): string[] {
  const folded = foldText(text);
  return (folded.match(BEYOND_ASCII.test(folded) ? WORD : ASCII_WORD) ?? []).flatMap(partsOf);
}

function partsOf(word: string): string | string[] {
  const [, number, unit] = NUMBER_WITH_UNIT.exec(word) ?? [];
  if (number !== undefined && unit !== undefined) return [number, unit];
  const plain = word.replace(POSSESSIVE, '').replaceAll(APOSTROPHES, '');
  return plain.length > LONGEST_WORD ? Array.from(plain).slice(0, LONGEST_WORD).join('') : plain;
}

/** Lower case and without accents, compatibility forms made plain: what two spellings of a word have in common. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  return BEYOND_ASCII.test(lower) ? lower.normalize('NFKD').replaceAll(MARKS, '') : lower;
}
