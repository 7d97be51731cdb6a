/** Numbers with their decimals and fractions (`1.75`, `1/2`), and words with an apostrophe inside of them. */
const WORD = /\d+(?:[.,/]\d+)+|[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu;
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
  const found = foldText(text).match(WORD) ?? [];
  return found.flatMap((word) => {
    const [, number, unit] = NUMBER_WITH_UNIT.exec(word) ?? [];
    if (number !== undefined && unit !== undefined) return [number, unit];
    const plain = word.replace(POSSESSIVE, '').replaceAll(APOSTROPHES, '');
    return [plain.length > LONGEST_WORD ? Array.from(plain).slice(0, LONGEST_WORD).join('') : plain];
  });
}

/** Lower case and without accents, compatibility forms made plain: what two spellings of a word have in common. */
export function foldText(text: string): string {
  return text.toLowerCase().normalize('NFKD').replaceAll(MARKS, '');
}
