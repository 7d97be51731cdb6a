/** A property that is told in figures. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** Something that a product may have: a few words for the title, a sentence for the description. */
export interface Feature {
  readonly name: string;
  readonly benefit: string;
}

/** The words of one category: enough to write titles, descriptions and reviews that can be told apart by a search. */
export interface CategoryVocabulary {
  /** From the department down. */
  readonly path: readonly [string, string, string];
  /** How many of the shop's products it has, against the others. */
  readonly weight: number;
  readonly nouns: readonly string[];
  readonly materials: readonly string[];
  readonly features: readonly Feature[];
  /** What or whom it is for: "for …". */
  readonly uses: readonly string[];
  /** The first one stands in the title. */
  readonly measures: readonly Measure[];
  readonly colours: readonly string[];
  /** Empty where all variants are of one size. */
  readonly sizes: readonly string[];
  readonly care: string;
  /** Lowest and highest price in cents. */
  readonly cents: readonly [number, number];
  readonly grams: readonly [number, number];
  /** Length, width and height of the packed article. */
  readonly boxCm: readonly [number, number, number];
  readonly praise: readonly string[];
  readonly complaints: readonly string[];
  /** The share of sold lines that come back. */
  readonly returnRate: number;
}
