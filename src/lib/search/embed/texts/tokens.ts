/**
 * About how many tokens a model makes of a text: a quarter of one for each ASCII character, as in English, and a whole
 * one for every other character, which is more than models need for Latin letters and about right for Chinese. Plans
 * and limits of cost count with it, so it must rather be too high.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(weigh(text) / 4);
}

function weigh(text: string): number {
  let quarters = 0;
  for (let index = 0; index < text.length; index += 1) quarters += weightAt(text, index);
  return quarters;
}

function weightAt(text: string, index: number): number {
  return text.charCodeAt(index) < 128 ? 1 : 4;
}

/** The beginning of a text that has so many tokens at most; the text itself if it is short enough. */
export function cutToTokens(text: string, most: number): string {
  // No text has more tokens than characters.
  if (text.length <= most) return text;
  let quarters = 0;
  for (let index = 0; index < text.length; index += 1) {
    quarters += weightAt(text, index);
    if (quarters > most * 4)
      return text
        .slice(0, index)
        .replace(/\p{Surrogate}$/u, '')
        .trimEnd();
  }
  return text;
}
