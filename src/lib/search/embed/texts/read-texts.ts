import type { TextField } from '../../../infra/config/sections/embeddings-section.ts';
import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import type { FieldTexts } from './text-fields.ts';

/** Products that are read with one statement. */
const PAGE = 1000;
/** The newest ones: more of them hardly change what a product is about. */
const REVIEWS = 5;

export interface ProductTexts {
  readonly productId: string;
  readonly productNo: string;
  readonly texts: FieldTexts;
}

interface ProductRow {
  readonly product_id: string;
  readonly product_no: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly brand: string | null;
}

interface TextRow {
  readonly product_id: string;
  readonly value: string;
}

/** What is read for a field, with the range of products twice where it is a UNION. */
const STATEMENTS: Readonly<Partial<Record<TextField, string>>> = {
  category: `SELECT STRAIGHT_JOIN DISTINCT c.product_id, t.name AS value
       FROM product_category AS c
       JOIN category_closure AS k ON k.descendant_id = c.category_id
       JOIN category_translation AS t ON t.category_id = k.ancestor_id
      WHERE c.product_id > ? AND c.product_id <= ? ORDER BY c.product_id, value`,
  // Variants that share a value have it once.
  attributes: `SELECT STRAIGHT_JOIN DISTINCT v.product_id,
            CONCAT(a.name, ': ', COALESCE(t.value_text, CONCAT_WS(' ', t.value_number + 0e0, a.unit))) AS value
       FROM product_variant AS v
       JOIN variant_attribute AS t ON t.variant_id = v.variant_id
       JOIN attribute AS a ON a.attribute_id = t.attribute_id
      WHERE v.product_id > ? AND v.product_id <= ?
      UNION
     SELECT v.product_id, v.name AS value
       FROM product_variant AS v WHERE v.product_id > ? AND v.product_id <= ? AND v.name IS NOT NULL
      ORDER BY 1, 2`,
  reviews: `SELECT product_id, CONCAT_WS('. ', title, body) AS value
       FROM (SELECT v.product_id, r.review_id, r.title, r.body,
                    ROW_NUMBER() OVER (PARTITION BY v.product_id ORDER BY r.review_id DESC) AS place
               FROM product_variant AS v JOIN review AS r ON r.variant_id = v.variant_id
              WHERE v.product_id > ? AND v.product_id <= ? AND COALESCE(r.title, r.body) IS NOT NULL) AS newest
      WHERE place <= ${REVIEWS} ORDER BY product_id, review_id`,
};

/** Reads the products that are not retired in the order of their number, a page at a time. */
export async function* readTexts(
  connection: MariadbConnection,
  fields: readonly TextField[],
): AsyncGenerator<ProductTexts[]> {
  let after = '0';
  for (;;) {
    const products = await connection.query<ProductRow>(
      `SELECT p.product_id, p.product_no, p.name, p.description, b.name AS brand
         FROM product AS p LEFT JOIN brand AS b ON b.brand_id = p.brand_id
        WHERE p.product_id > ? AND p.status <> 'retired' ORDER BY p.product_id LIMIT ${PAGE}`,
      [after],
    );
    const last = products.at(-1);
    if (last === undefined) return;
    const lists = new Map<TextField, ReadonlyMap<string, string>>();
    for (const field of fields) {
      const sql = STATEMENTS[field];
      if (sql === undefined) continue;
      const range = [after, last.product_id];
      const values = sql.includes('UNION') ? [...range, ...range] : range;
      lists.set(field, joinByProduct(await connection.query<TextRow>(sql, values)));
    }
    yield products.map((product) => toTexts(product, lists));
    after = last.product_id;
  }
}

function joinByProduct(rows: readonly TextRow[]): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  for (const { product_id, value } of rows) {
    const before = joined.get(product_id);
    joined.set(product_id, before === undefined ? value : `${before}; ${value}`);
  }
  return joined;
}

function toTexts(
  { product_id, product_no, name, description, brand }: ProductRow,
  lists: ReadonlyMap<TextField, ReadonlyMap<string, string>>,
): ProductTexts {
  const listed = Object.fromEntries(
    [...lists].map(([field, byProduct]) => [field, byProduct.get(product_id) ?? '']),
  ) as FieldTexts;
  return {
    productId: product_id,
    productNo: product_no,
    texts: { title: name ?? '', description: description ?? '', brand: brand ?? '', ...listed },
  };
}
