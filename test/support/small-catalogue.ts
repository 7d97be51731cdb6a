import type { Workspace } from './workspace.ts';

/** A product of a small catalogue; what is left out is not there. */
export interface SmallProduct {
  readonly no: string;
  readonly name: string;
  readonly brand?: string;
  readonly category?: string;
  readonly description?: string;
  readonly status?: string;
  readonly variants?: readonly SmallVariant[];
}

export interface SmallVariant {
  readonly sku: string;
  readonly gtin?: string;
  readonly colour?: string;
  readonly language?: string;
  readonly available?: number;
  readonly prices?: readonly SmallPrice[];
}

export interface SmallPrice {
  readonly amount: string;
  readonly currency?: string;
  readonly channel?: string;
  readonly from?: string;
  readonly to?: string;
}

const ALWAYS = { from: '2020-01-01', to: '9999-12-31 00:00:00' };

/** Writes products with everything that belongs to them, as the administrator. */
export async function insertProducts(shop: Workspace, products: readonly SmallProduct[]): Promise<void> {
  const run = (sql: string, values: unknown[]) => shop.rows(sql, values);
  await shop.admin.query(`USE ${shop.database}`);
  for (const product of products) {
    const { no, name, brand = null, category, description = null, status = 'active' } = product;
    if (brand !== null) await run('INSERT IGNORE INTO brand (brand_no, name) VALUES (?, ?)', [brand, brand]);
    await run(
      `INSERT INTO product (product_no, name, brand_id, description, status)
       VALUES (?, ?, (SELECT brand_id FROM brand WHERE brand_no = ?), ?, ?)`,
      [no, name, brand, description, status],
    );
    if (category !== undefined) {
      await run(
        `INSERT INTO product_category (product_id, category_id)
         SELECT product_id, category_id FROM product, category WHERE product_no = ? AND category_no = ?`,
        [no, category],
      );
    }
    for (const variant of product.variants ?? []) await insertVariant(run, no, variant);
  }
}

type Run = (sql: string, values: unknown[]) => Promise<unknown>;

async function insertVariant(run: Run, productNo: string, variant: SmallVariant): Promise<void> {
  const { sku, gtin = null, available, prices = [], colour, language } = variant;
  await run(
    'INSERT INTO product_variant (product_id, sku, gtin) SELECT product_id, ?, ? FROM product WHERE product_no = ?',
    [sku, gtin, productNo],
  );
  for (const [attribute, value] of Object.entries({ colour, language })) {
    if (value === undefined) continue;
    await run('INSERT IGNORE INTO attribute (attribute_no, name) VALUES (?, ?)', [attribute, attribute]);
    await run(
      `INSERT INTO variant_attribute (variant_id, attribute_id, value_text)
       SELECT variant_id, attribute_id, ? FROM product_variant, attribute WHERE sku = ? AND attribute_no = ?`,
      [value, sku, attribute],
    );
  }
  if (available !== undefined) {
    await run(
      `INSERT INTO stock_level (warehouse_id, variant_id, on_hand)
       SELECT warehouse_id, variant_id, ? FROM warehouse, product_variant WHERE sku = ?`,
      [available, sku],
    );
  }
  for (const { amount, currency = 'EUR', channel = 'web', from = ALWAYS.from, to = ALWAYS.to } of prices) {
    await run(
      `INSERT INTO price (variant_id, channel_id, currency_code, amount, valid_from, valid_to)
       SELECT variant_id, channel_id, ?, ?, ?, ? FROM product_variant, channel WHERE sku = ? AND channel_code = ?`,
      [currency, amount, from, to, sku, channel],
    );
  }
}

/** Categories from the top down, and a warehouse. */
export async function insertSurroundings(
  shop: Workspace,
  categories: readonly (readonly [no: string, name: string, parent: string | null])[],
): Promise<void> {
  await shop.admin.query(`USE ${shop.database}`);
  for (const [no, name, parent] of categories) {
    const [above] = await shop.rows('SELECT category_id FROM category WHERE category_no = ?', [parent]);
    await shop.rows('INSERT INTO category (category_no, parent_id) VALUES (?, ?)', [
      no,
      above?.['category_id'] ?? null,
    ]);
    await shop.rows(
      `INSERT INTO category_translation (category_id, language_code, name)
       SELECT category_id, 'en', ? FROM category WHERE category_no = ?`,
      [name, no],
    );
  }
  await shop.rows("INSERT INTO address (address_no, city, country_code) VALUES ('a1', 'Bern', 'CH')");
  await shop.rows(
    "INSERT INTO warehouse (warehouse_no, name, address_id) SELECT 'w1', 'Bern', address_id FROM address",
  );
}
