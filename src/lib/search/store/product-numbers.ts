import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

const PAGE = 20_000;

/** The product number of every product, by its id. */
export async function readProductNumbers(
  connection: MariadbConnection,
): Promise<ReadonlyMap<number, string>> {
  const numbers = new Map<number, string>();
  let after = '0';
  for (;;) {
    const rows = await connection.query<{ product_id: string; product_no: string }>(
      `SELECT product_id, product_no FROM product WHERE product_id > ? ORDER BY product_id LIMIT ${PAGE}`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) return numbers;
    for (const { product_id, product_no } of rows) numbers.set(Number(product_id), product_no);
    after = last.product_id;
  }
}
