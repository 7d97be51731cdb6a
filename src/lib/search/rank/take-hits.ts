import type { LiveProduct } from '../filter/live-filter.ts';

/** Products that are looked at with one statement: the first page is nearly always enough. */
const FIRST_PAGE = 200;
const LAST_PAGE = 2_000;

export interface PassedProduct {
  readonly product: LiveProduct;
  readonly score: number;
}

/**
 * Goes down a ranking and takes the products that pass, until there are enough.
 * @param isEnough is asked after every page
 */
export async function takeHits(
  ranked: readonly (readonly [productId: number, score: number])[],
  pass: (productIds: readonly number[]) => Promise<ReadonlyMap<number, LiveProduct>>,
  isEnough: (passed: readonly PassedProduct[]) => boolean,
): Promise<readonly PassedProduct[]> {
  const passed: PassedProduct[] = [];
  let size = FIRST_PAGE;
  for (let from = 0; from < ranked.length;) {
    const page = ranked.slice(from, from + size);
    const products = await pass(page.map(([productId]) => productId));
    for (const [productId, score] of page) {
      const product = products.get(productId);
      if (product !== undefined) passed.push({ product, score });
    }
    if (isEnough(passed)) break;
    from += size;
    size = Math.min(size * 2, LAST_PAGE);
  }
  return passed;
}
