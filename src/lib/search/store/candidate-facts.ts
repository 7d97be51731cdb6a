import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** What a re-ranker looks at besides the index. */
export interface CandidateFacts {
  readonly name: string | null;
  /** Its main category. */
  readonly categoryId: string | null;
}

interface Row {
  readonly product_id: string;
  readonly name: string | null;
  readonly category_id: string | null;
}

/** Names and main categories of some hundred products. */
export async function readCandidateFacts(
  connection: MariadbConnection,
  productIds: readonly number[],
): Promise<ReadonlyMap<number, CandidateFacts>> {
  if (productIds.length === 0) return new Map();
  const rows = await connection.query<Row>(
    `SELECT p.product_id, p.name,
            (SELECT c.category_id FROM product_category AS c WHERE c.product_id = p.product_id ORDER BY c.position LIMIT 1) AS category_id
       FROM product AS p WHERE p.product_id IN (${productIds.map(() => '?').join(', ')})`,
    [...productIds],
  );
  return new Map(
    rows.map(({ product_id, name, category_id }) => [Number(product_id), { name, categoryId: category_id }]),
  );
}
