import type { LiveProduct } from '../filter/live-filter.ts';
import type { Ranking } from './ranking.ts';

/**
 * Products that are looked at with one statement, for each one that is wanted: the first page is nearly always enough, and
 * prices and stock of a product with many variants take the server longer than the ranking.
 */
const LOOKED_AT_FOR_ONE = 3;
const GROWTH = 4;
const LAST_PAGE = 2_000;

export interface PassedProduct {
  readonly product: LiveProduct;
  readonly score: number;
}

/**
 * Goes down a ranking and takes the products that pass, until there are enough.
 * @param wanted how many will do if they are all different; Infinity for all
 * @param isEnough is asked after every page
 */
export async function takeHits(
  ranked: Pick<Ranking, 'size' | 'best'>,
  pass: (productIds: readonly number[]) => Promise<ReadonlyMap<number, LiveProduct>>,
  wanted: number,
  isEnough: (passed: readonly PassedProduct[]) => boolean,
): Promise<readonly PassedProduct[]> {
  const passed: PassedProduct[] = [];
  let size = Math.min(wanted * LOOKED_AT_FOR_ONE, LAST_PAGE);
  for (let from = 0; from < ranked.size;) {
    const page = ranked.best(from + size).slice(from);
    const products = await pass(page.map(([productId]) => productId));
    for (const [productId, score] of page) {
      const product = products.get(productId);
      if (product !== undefined) passed.push({ product, score });
    }
    if (isEnough(passed)) break;
    from += size;
    size = Math.min(size * GROWTH, LAST_PAGE);
  }
  return passed;
}
