import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { type LiveFilter, productCondition, variantCondition } from './live-filter.ts';

/** True if the filter leaves out more than products that are not active. */
export function isNarrow({ maxPrice, inStock, categoryIds, brandIds, language }: LiveFilter): boolean {
  return inStock || [maxPrice, categoryIds, brandIds, language].some((wish) => wish !== undefined);
}

/** Numbers of the products that pass a filter now, at most so many, in no order. */
export async function readPassing(
  connection: MariadbConnection,
  filter: LiveFilter,
  most: number,
): Promise<readonly number[]> {
  const variant = variantCondition(filter);
  const product = productCondition(filter);
  const hasVariant = variant.isNeeded
    ? `AND EXISTS (SELECT 1 FROM product_variant AS v
                    WHERE v.product_id = p.product_id AND v.status = 'active' ${variant.text})`
    : '';
  const rows = await connection.query<{ product_id: string }>(
    `SELECT p.product_id FROM product AS p WHERE p.status = 'active' ${product.text} ${hasVariant} LIMIT ${most}`,
    [...product.values, ...variant.values],
  );
  return rows.map(({ product_id }) => Number(product_id));
}
