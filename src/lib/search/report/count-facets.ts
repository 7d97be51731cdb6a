import type { CategoryCount, FacetCount, Facets } from '../search-answer.ts';
import type { CategoryName } from '../store/category-names.ts';

const MOST_VALUES = 20;

interface Faceted {
  readonly brand: string | null;
  readonly categoryId: string | null;
}

/** How many of the products have each brand, and each main category. */
export function countFacets(products: readonly Faceted[], names: ReadonlyMap<string, CategoryName>): Facets {
  const brands = mostCommon(products.map(({ brand }) => brand)).map(([value, count]): FacetCount => ({
    value,
    products: count,
  }));
  const categories = mostCommon(products.map(({ categoryId }) => categoryId)).map(
    ([id, count]): CategoryCount => {
      const { name = id, categoryNo = id } = names.get(id) ?? {};
      return { value: name, category_no: categoryNo, products: count };
    },
  );
  return { brands, categories, of: products.length };
}

function mostCommon(values: readonly (string | null)[]): (readonly [value: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .toSorted(([left, some], [right, others]) => others - some || (left < right ? -1 : 1))
    .slice(0, MOST_VALUES);
}
