import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** How a query names a product, the surest first. */
export type ExactKind = 'product number' | 'SKU' | 'GTIN' | 'brand';

/** Numbers of one product: a SKU is looked for as a whole, never word by word in a long query. */
const MOST_TOKENS = 8;
const GTIN = /^\d{8,14}$/;
const LONGEST_GTIN = 14;

/**
 * Products that the query names exactly: by a number that is the query or one of its words with a digit, or by a brand
 * that is the whole query.
 */
export async function findExactMatches(
  connection: MariadbConnection,
  text: string,
): Promise<ReadonlyMap<number, ExactKind>> {
  const found = new Map<number, ExactKind>();
  const add = (kind: ExactKind, rows: readonly { product_id: string }[]) => {
    for (const { product_id } of rows)
      if (!found.has(Number(product_id))) found.set(Number(product_id), kind);
  };
  const tokens = numbersIn(text);
  if (tokens.length > 0) {
    const marks = tokens.map(() => '?').join(', ');
    add(
      'product number',
      await connection.query(`SELECT product_id FROM product WHERE product_no IN (${marks})`, tokens),
    );
    add(
      'SKU',
      await connection.query(`SELECT product_id FROM product_variant WHERE sku IN (${marks})`, tokens),
    );
  }
  const gtins = tokens.filter((token) => GTIN.test(token)).flatMap(paddedForms);
  if (gtins.length > 0) {
    const marks = gtins.map(() => '?').join(', ');
    add(
      'GTIN',
      await connection.query(`SELECT product_id FROM product_variant WHERE gtin IN (${marks})`, gtins),
    );
  }
  add(
    'brand',
    await connection.query(
      'SELECT p.product_id FROM brand AS b JOIN product AS p ON p.brand_id = b.brand_id WHERE b.name = ?',
      [text.trim()],
    ),
  );
  return found;
}

/** Numbers are written in ASCII; as it is and in capitals, as people do not type these. */
function numbersIn(text: string): string[] {
  const whole = text.trim();
  const words = whole.split(/\s+/).filter((word) => /\d/.test(word) && word.length >= 4);
  const tokens = [whole, ...words.slice(0, MOST_TOKENS)].filter((token) => /^[!-~]{1,64}$/.test(token));
  return [...new Set(tokens.flatMap((token) => [token, token.toUpperCase()]))];
}

/** The same number with 12, 13 and 14 digits: shops and scanners differ in leading zeros. */
function paddedForms(gtin: string): string[] {
  const short = gtin.replace(/^0+/, '');
  const lengths = [8, 12, 13, LONGEST_GTIN].filter((length) => length >= short.length);
  return [...new Set([gtin, ...lengths.map((length) => short.padStart(length, '0'))])];
}
