import type { MariadbConnection, SqlValue } from '../../infra/mariadb/connection.ts';

/** Which products may be shown; everything is read from the tables at the moment of the search. */
export interface LiveFilter {
  /** Whose prices count; undefined if nobody has said so. */
  readonly market: Market | undefined;
  readonly maxPrice: string | undefined;
  readonly inStock: boolean;
  /** Categories of which one must be the product's or above it; undefined: any. */
  readonly categoryIds: readonly string[] | undefined;
  readonly brandIds: readonly string[] | undefined;
  readonly language: string | undefined;
}

export interface Market {
  readonly channelId: number;
  readonly channel: string;
  readonly currency: string;
}

/** A product that may be shown, with what holds of it now. */
export interface LiveProduct {
  readonly productId: number;
  readonly productNo: string;
  readonly name: string | null;
  readonly brand: string | null;
  readonly categoryId: string | null;
  /** The lowest price of a variant that passes the filter; null: none in this market. */
  readonly price: string | null;
  /** The variant with that price, or the first one. */
  readonly sku: string | null;
  /** Pieces of all variants; null: no stock is kept of them. */
  readonly available: number | null;
}

export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * Of these products, those that pass, by number. Price and stock must hold for the same variant: a cheap one that is sold
 * out and a dear one in stock are not a cheap product in stock.
 */
export async function passLiveFilter(
  connection: MariadbConnection,
  filter: LiveFilter,
  productIds: readonly number[],
): Promise<ReadonlyMap<number, LiveProduct>> {
  if (productIds.length === 0) return new Map();
  const variant = variantCondition(filter);
  const product = productCondition(filter);
  const price = priceOf(filter.market);
  const rows = await connection.query<LiveRow>(
    `SELECT p.product_id, p.product_no, p.name, b.name AS brand,
            (SELECT c.category_id FROM product_category AS c WHERE c.product_id = p.product_id ORDER BY c.position LIMIT 1) AS category_id,
            GROUP_CONCAT(v.sku ORDER BY ${price.text} IS NULL, ${price.text}, v.variant_id LIMIT 1) AS sku,
            MIN(${price.text}) AS price,
            CAST(SUM((SELECT SUM(l.available) FROM stock_level AS l WHERE l.variant_id = v.variant_id)) AS DOUBLE) AS available
       FROM product AS p
       LEFT JOIN brand AS b ON b.brand_id = p.brand_id
       ${variant.isNeeded ? '' : 'LEFT '}JOIN product_variant AS v
         ON v.product_id = p.product_id AND v.status = 'active' ${variant.text}
      WHERE p.product_id IN (${productIds.map(() => '?').join(', ')}) AND p.status = 'active' ${product.text}
      GROUP BY p.product_id`,
    [...price.values, ...price.values, ...price.values, ...variant.values, ...productIds, ...product.values],
  );
  return new Map(rows.map((row) => [Number(row.product_id), toLiveProduct(row)]));
}

interface LiveRow {
  readonly product_id: string;
  readonly product_no: string;
  readonly name: string | null;
  readonly brand: string | null;
  readonly category_id: string | null;
  readonly sku: string | null;
  readonly price: string | null;
  readonly available: number | null;
}

function toLiveProduct(row: LiveRow): LiveProduct {
  return {
    productId: Number(row.product_id),
    productNo: row.product_no,
    name: row.name,
    brand: row.brand,
    categoryId: row.category_id,
    price: row.price,
    sku: row.sku,
    available: row.available,
  };
}

/** The price of a variant at this moment. */
function priceOf(market: Market | undefined): Sql {
  if (market === undefined) return { text: 'NULL', values: [] };
  return {
    text: `(SELECT r.amount FROM price AS r
             WHERE r.variant_id = v.variant_id AND r.channel_id = ? AND r.currency_code = ?
               AND r.valid_from <= UTC_TIMESTAMP(6) AND r.valid_to > UTC_TIMESTAMP(6))`,
    values: [market.channelId, market.currency],
  };
}

export function variantCondition({
  market,
  maxPrice,
  inStock,
}: LiveFilter): Sql & { readonly isNeeded: boolean } {
  const price = priceOf(market);
  const parts: Sql[] = [
    ...(maxPrice === undefined
      ? []
      : [{ text: `AND ${price.text} <= CAST(? AS DECIMAL(12, 2))`, values: [...price.values, maxPrice] }]),
    ...(inStock
      ? [
          {
            text: 'AND EXISTS (SELECT 1 FROM stock_level AS l WHERE l.variant_id = v.variant_id AND l.available > 0)',
            values: [],
          },
        ]
      : []),
  ];
  return { ...joined(parts), isNeeded: parts.length > 0 };
}

export function productCondition({ categoryIds, brandIds, language }: LiveFilter): Sql {
  return joined([
    ...(brandIds === undefined ? [] : [{ text: `AND p.brand_id IN (${marks(brandIds)})`, values: brandIds }]),
    ...(categoryIds === undefined
      ? []
      : [
          {
            text: `AND EXISTS (SELECT 1 FROM product_category AS c
                     JOIN category_closure AS k ON k.descendant_id = c.category_id
                    WHERE c.product_id = p.product_id AND k.ancestor_id IN (${marks(categoryIds)}))`,
            values: categoryIds,
          },
        ]),
    ...(language === undefined
      ? []
      : [
          {
            text: `AND EXISTS (SELECT 1 FROM product_variant AS w
                     JOIN variant_attribute AS t ON t.variant_id = w.variant_id
                     JOIN attribute AS a ON a.attribute_id = t.attribute_id AND a.attribute_no = 'language'
                    WHERE w.product_id = p.product_id AND t.value_text = ?)`,
            values: [language],
          },
        ]),
  ]);
}

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

function joined(parts: readonly Sql[]): Sql {
  return {
    text: parts.map(({ text }) => text).join(' '),
    values: parts.flatMap(({ values }) => values),
  };
}
