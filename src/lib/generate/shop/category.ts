import { weighted } from '../random/weighted.ts';
import { CATEGORIES } from '../vocabulary/categories.ts';
import type { CategoryVocabulary } from '../vocabulary/category-vocabulary.ts';

/** Categories by their share of the products. */
export const CATEGORY_SHARES = weighted(CATEGORIES.map((category) => [category, category.weight] as const));

/** The tops of the tree, each once. */
export const DEPARTMENTS: readonly string[] = [...new Set(CATEGORIES.map(({ path }) => path[0]))];

/** A category as a shop's export writes it, from the top down. */
export function categoryPath({ path }: CategoryVocabulary): string {
  return path.join(' > ');
}
