import type { FacetCount } from '../search-answer.ts';

const MOST_VALUES = 20;

interface Faceted {
  readonly brand: string | null;
}

/** How many of the products have each brand, the most common first. */
export function countFacets(products: readonly Faceted[]): { brands: FacetCount[]; of: number } {
  const counts = new Map<string, number>();
  for (const { brand } of products) if (brand !== null) counts.set(brand, (counts.get(brand) ?? 0) + 1);
  const brands = [...counts]
    .map(([value, count]) => ({ value, products: count }))
    .toSorted((left, right) => right.products - left.products || (left.value < right.value ? -1 : 1));
  return { brands: brands.slice(0, MOST_VALUES), of: products.length };
}
