/**
 * What a term of a text counts in the space of meaning: sublinear in its frequency, more if it is rare.
 * @param frequency occurrences, those in the title twice
 */
export function termWeight(frequency: number, documents: number, documentFrequency: number): number {
  return (1 + Math.log(frequency)) * Math.log((1 + documents) / (1 + documentFrequency));
}

/** A term that one product alone has says nothing of how products are alike. */
export const LEAST_PRODUCTS = 2;
