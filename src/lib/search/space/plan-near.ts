/** Up to so many products, comparing each of them takes a server about 10 ms. */
export const MOST_EXACT = 5000;
/** A filter that fewer products pass than this share would leave nearly nothing of what a vector index finds. */
const LEAST_SHARE = 0.05;
/** A vector index is asked for so many, as words find some of them, too. */
export const LEAST_NEAREST = 300;
const OVERSAMPLING = 2;

export interface NearFacts {
  /** Products of the catalogue. */
  readonly products: number;
  /** Products that pass the filter, at most one more than MOST_EXACT; undefined if there is no filter. */
  readonly passing: number | undefined;
  /** Hits that are wanted. */
  readonly wanted: number;
}

/** `among`: compare just the products that pass. `nearest`: take so many of all and filter them afterwards. */
export type NearPlan = { readonly kind: 'among' } | { readonly kind: 'nearest'; readonly count: number };

/**
 * How near products are found under a filter. A vector index that filters while it follows its graph takes seconds for a
 * filter that few products pass, and finds the half; so it never filters.
 */
export function planNear({ products, passing, wanted }: NearFacts): NearPlan {
  const atLeast = (count: number) => Math.max(LEAST_NEAREST, Math.ceil(count));
  if (passing === undefined) return { kind: 'nearest', count: atLeast(OVERSAMPLING * wanted) };
  if (passing <= MOST_EXACT) return { kind: 'among' };
  // More pass than were counted, so this is the least that the share may be.
  const share = Math.max(LEAST_SHARE, passing / products);
  return { kind: 'nearest', count: atLeast((OVERSAMPLING * wanted) / share) };
}
