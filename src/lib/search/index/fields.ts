/** What is searched of a product, in the order of the bits of a posting's field mask. */
export const FIELDS = ['title', 'brand', 'colour', 'category', 'bullets', 'description'] as const;

export type Field = (typeof FIELDS)[number];

export type FieldTexts = Readonly<Record<Field, string>>;

/**
 * BM25F: how much a word in a field counts, and how much the length of the field takes away from that (0: nothing).
 * Few, round numbers: finer ones follow the queries they were tuned on (research of the ranking on ESCI).
 */
export const FIELD_WEIGHTS: Readonly<Record<Field, { readonly weight: number; readonly b: number }>> = {
  title: { weight: 4, b: 0.5 },
  brand: { weight: 2, b: 0 },
  colour: { weight: 2, b: 0 },
  category: { weight: 2, b: 0.5 },
  bullets: { weight: 1, b: 0.75 },
  description: { weight: 0.5, b: 0.75 },
};

/** How soon further occurrences of a word stop to count. */
export const K1 = 1.2;

/** `maskOf(['title'])` is 1: the bit of a field in a posting. */
export function maskOf(fields: readonly Field[]): number {
  return fields.reduce((mask, field) => mask | (1 << FIELDS.indexOf(field)), 0);
}
