import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { CatalogueDocument } from './document.ts';

/** Products that are read with one statement. */
const PAGE = 2_000;

interface ProductRow {
  readonly product_id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly brand: string | null;
}

interface TextRow {
  readonly product_id: string;
  readonly kind: string;
  readonly value: string;
}

/**
 * Reads all products in the order of their number, a page at a time. Drafts and retired ones are there too: their status
 * is read when somebody searches.
 * @param language of products without the attribute `language`
 */
export async function* readCatalogue(
  connection: MariadbConnection,
  language: string,
): AsyncGenerator<CatalogueDocument[]> {
  let next = readPage(connection, '0');
  for (;;) {
    const { products, texts } = await next;
    const last = products.at(-1);
    if (last === undefined) return;
    // The server reads the next page while this one is worked on.
    next = readPage(connection, last.product_id);
    next.catch(() => undefined);
    const byProduct = groupTexts(texts);
    yield products.map((product) => toDocument(product, byProduct.get(product.product_id), language));
  }
}

interface Page {
  readonly products: readonly ProductRow[];
  readonly texts: readonly TextRow[];
}

async function readPage(connection: MariadbConnection, after: string): Promise<Page> {
  const products = await connection.query<ProductRow>(
    `SELECT p.product_id, p.name, p.description, b.name AS brand
       FROM product AS p LEFT JOIN brand AS b ON b.brand_id = p.brand_id
      WHERE p.product_id > ? ORDER BY p.product_id LIMIT ${PAGE}`,
    [after],
  );
  const last = products.at(-1);
  if (last === undefined) return { products, texts: [] };
  const range = [after, last.product_id] as const;
  const categories = await readCategories(connection, range);
  return { products, texts: [...categories, ...(await readVariantTexts(connection, range))] };
}

type Range = readonly [after: string, last: string];

/** Names of a product's categories and of all above them, in every language. */
async function readCategories(connection: MariadbConnection, range: Range): Promise<TextRow[]> {
  return connection.query<TextRow>(
    `SELECT STRAIGHT_JOIN DISTINCT c.product_id, 'category' AS kind, t.name AS value, k.depth, t.language_code
       FROM product_category AS c
       JOIN category_closure AS k ON k.descendant_id = c.category_id
       JOIN category_translation AS t ON t.category_id = k.ancestor_id
      WHERE c.product_id > ? AND c.product_id <= ?
      ORDER BY c.product_id, k.depth DESC, t.language_code`,
    [...range],
  );
}

/**
 * Names of variants and texts of attributes; variants that share a text have it once. STRAIGHT_JOIN: right after
 * a load the server has no statistics, and would read all attributes for every page.
 */
async function readVariantTexts(connection: MariadbConnection, range: Range): Promise<TextRow[]> {
  return connection.query<TextRow>(
    `SELECT STRAIGHT_JOIN DISTINCT v.product_id, a.attribute_no AS kind, t.value_text AS value
       FROM product_variant AS v
       JOIN variant_attribute AS t ON t.variant_id = v.variant_id AND t.value_text IS NOT NULL
       JOIN attribute AS a ON a.attribute_id = t.attribute_id
      WHERE v.product_id > ? AND v.product_id <= ?
      UNION
     SELECT v.product_id, 'bullets' AS kind, v.name AS value
       FROM product_variant AS v WHERE v.product_id > ? AND v.product_id <= ? AND v.name IS NOT NULL
      ORDER BY 1, 2, 3`,
    [...range, ...range],
  );
}

type Texts = ReadonlyMap<string, readonly string[]>;

function groupTexts(rows: readonly TextRow[]): ReadonlyMap<string, Texts> {
  const products = new Map<string, Map<string, string[]>>();
  for (const { product_id, kind, value } of rows) {
    const texts = products.get(product_id) ?? new Map<string, string[]>();
    products.set(product_id, texts);
    texts.set(kindOf(kind), [...(texts.get(kindOf(kind)) ?? []), value]);
  }
  return products;
}

/** The attributes that are fields of their own; all others count as bullets. */
function kindOf(attribute: string): string {
  return ['colour', 'language', 'category'].includes(attribute) ? attribute : 'bullets';
}

function toDocument(product: ProductRow, texts: Texts | undefined, language: string): CatalogueDocument {
  const join = (kind: string) => (texts?.get(kind) ?? []).join('\n');
  return {
    productId: Number(product.product_id),
    language: texts?.get('language')?.[0] ?? language,
    fields: {
      title: product.name ?? '',
      brand: product.brand ?? '',
      colour: join('colour'),
      category: join('category'),
      bullets: join('bullets'),
      description: product.description ?? '',
    },
  };
}
