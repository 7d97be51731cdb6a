import { foldText } from '../text/words.ts';

interface Named {
  readonly name: string | null;
  readonly brand: string | null;
}

/** The best of each name and brand, with the number of the others; products without a name are never siblings. */
export function collapseSiblings<Product extends Named>(
  ranked: readonly Product[],
): { readonly product: Product; readonly siblings: number }[] {
  const places = new Map<string, { product: Product; siblings: number }>();
  return ranked.flatMap((product) => {
    if (product.name === null || product.name === '') return [{ product, siblings: 0 }];
    const key = `${foldText(product.name).trim()}\0${foldText(product.brand ?? '').trim()}`;
    const first = places.get(key);
    if (first !== undefined) {
      first.siblings += 1;
      return [];
    }
    const place = { product, siblings: 0 };
    places.set(key, place);
    return [place];
  });
}
