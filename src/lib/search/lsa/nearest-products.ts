import { dotProducts } from '../scan/scan-rows.ts';
import { bestOfLists } from '../scores/best-of-lists.ts';
import { placeOf, type ScoreList, scoreOf } from '../scores/score-list.ts';
import type { Scored } from '../scores/strongest.ts';
import type { StoredTerm } from '../store/read-terms.ts';
import { addQuantised, SCALE_BYTES, toUnitLength } from './quantised.ts';
import { termWeight } from './term-weights.ts';

/** The vectors of all products of the index. */
export interface ProductVectors {
  readonly dimensions: number;
  readonly segments: readonly {
    /** In rising order. */
    readonly productIds: Float64Array;
    /** Quantised, in the same order. */
    readonly vectors: Buffer;
    readonly replaced: ReadonlySet<number> | undefined;
  }[];
}

/** The unit vector of a query; undefined if the space has none of its words. */
export function queryVector(
  terms: ReadonlyMap<string, StoredTerm>,
  weights: ReadonlyMap<string, number>,
  { dimensions, documents }: { readonly dimensions: number; readonly documents: number },
): Float64Array | undefined {
  const sum = new Float64Array(dimensions);
  for (const [term, frequency] of weights) {
    const stored = terms.get(term);
    if (stored?.direction === undefined) continue;
    addQuantised(sum, stored.direction, termWeight(frequency, documents, stored.documentFrequency));
  }
  return toUnitLength(sum) ? sum : undefined;
}

/** How near products are to a query in the space of meaning; nothing is known of a product that was not compared. */
export interface Nearness {
  /** Products that were compared. */
  readonly size: number;
  /** Of all of them; 0 of none. */
  readonly least: number;
  readonly greatest: number;
  get(productId: number): number | undefined;
  /** Of products in rising order, in their order; NaN of one that was not compared. */
  cosinesOf(productIds: Float64Array): Float64Array;
  /** The nearest ones, the nearest first. */
  nearest(count: number): readonly Scored[];
}

export const NO_NEARNESS: Nearness = {
  size: 0,
  least: 0,
  greatest: 0,
  get: () => undefined,
  cosinesOf: (productIds) => new Float64Array(productIds.length).fill(NaN),
  nearest: () => [],
};

/**
 * Compares every product with a unit vector: an exact scan, of 256 dimensions a millisecond for 20,000 products. The
 * cosines stay in arrays, as a map of 100,000 numbers takes longer to fill than they take to compute.
 */
export function compareAll(products: ProductVectors, query: Float64Array): Nearness {
  const width = SCALE_BYTES + products.dimensions;
  let [size, least, greatest] = [0, Infinity, -Infinity];
  const segments = products.segments.map(({ productIds, vectors, replaced }): ScoreList => {
    const cosines = dotProducts(vectors, width, query);
    for (let place = 0; place < cosines.length; place += 1) {
      const cosine = cosines[place] ?? 0;
      if (replaced?.has(productIds[place] ?? 0) === true) {
        cosines[place] = NaN;
        continue;
      }
      size += 1;
      if (cosine < least) least = cosine;
      if (cosine > greatest) greatest = cosine;
    }
    return { productIds, scores: cosines };
  });
  if (size === 0) return NO_NEARNESS;
  let best: readonly Scored[] = [];
  return {
    size,
    least,
    greatest,
    get: (productId) => lookUp(segments, productId),
    cosinesOf: (productIds) => lookUpAll(segments, productIds),
    nearest: (count) => {
      if (best.length < Math.min(count, size)) best = bestOfLists(segments, count);
      return best.slice(0, count);
    },
  };
}

function lookUp(segments: readonly ScoreList[], productId: number): number | undefined {
  for (const segment of segments) {
    const cosine = scoreOf(segment, productId);
    if (cosine !== undefined) return cosine;
  }
  return undefined;
}

/** Walks down the rising list and each segment together: to look for each number alone takes ten times as long. */
function lookUpAll(segments: readonly ScoreList[], wanted: Float64Array): Float64Array {
  const found = new Float64Array(wanted.length).fill(NaN);
  for (const { productIds, scores } of segments) {
    let place = 0;
    for (let index = 0; index < wanted.length; index += 1) {
      const productId = wanted[index] ?? 0;
      while ((productIds[place] ?? Infinity) < productId) place += 1;
      const score = scores[place] ?? NaN;
      if (productIds[place] === productId && !Number.isNaN(score)) found[index] = score;
    }
  }
  return found;
}

/** Cosines of some products with the middle of others. */
export function alikeTo(
  products: ProductVectors,
  middleOf: readonly number[],
  compared: readonly number[],
): ReadonlyMap<number, number> {
  const middle = new Float64Array(products.dimensions);
  for (const productId of middleOf) {
    const vector = vectorOf(products, productId);
    if (vector !== undefined) addQuantised(middle, vector, 1);
  }
  const found = new Map<number, number>();
  if (!toUnitLength(middle)) return found;
  // All of them, as that takes less time than to pick the rows of some hundred out.
  const nearness = compareAll(products, middle);
  for (const productId of compared) {
    const cosine = nearness.get(productId);
    if (cosine !== undefined) found.set(productId, cosine);
  }
  return found;
}

/** The quantised vector of a product. */
function vectorOf({ dimensions, segments }: ProductVectors, productId: number): Buffer | undefined {
  const width = SCALE_BYTES + dimensions;
  for (const { productIds, vectors, replaced } of segments) {
    const place = placeOf(productIds, productId);
    if (place >= 0 && replaced?.has(productId) !== true)
      return vectors.subarray(place * width, (place + 1) * width);
  }
  return undefined;
}
