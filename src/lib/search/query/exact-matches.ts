import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

/** How a query names a product, the surest first. */
export type ExactKind = 'product number' | 'SKU' | 'GTIN' | 'brand';

/** Numbers of one product: a SKU is looked for as a whole, never word by word in a long query. */
const MOST_TOKENS = 8;
const GTIN = /^\d{8,14}$/;
const LONGEST_GTIN = 14;

/**
 * Products that the query names exactly: by a number that is the query or one of its words with a digit, or by a brand
 * that is the whole query. One statement, as most queries name nothing.
 */
export async function findExactMatches(
  connection: MariadbConnection,
  text: string,
): Promise<ReadonlyMap<number, ExactKind>> {
  const tokens = numbersIn(text);
  const gtins = tokens.filter((token) => GTIN.test(token)).flatMap(paddedForms);
  const looks: { readonly kind: ExactKind; readonly sql: string; readonly values: readonly string[] }[] = [
    { kind: 'product number', sql: oneOf('product', 'product_no', tokens), values: tokens },
    { kind: 'SKU', sql: oneOf('product_variant', 'sku', tokens), values: tokens },
    { kind: 'GTIN', sql: oneOf('product_variant', 'gtin', gtins), values: gtins },
    {
      kind: 'brand',
      sql: 'SELECT p.product_id FROM brand AS b JOIN product AS p ON p.brand_id = b.brand_id WHERE b.name = ?',
      values: [text.trim()],
    },
  ];
  const needed = looks.filter(({ values }) => values.length > 0);
  const rows = await connection.query<{ kind: ExactKind; product_id: string }>(
    needed
      .map(({ kind, sql }) => `SELECT '${kind}' AS kind, f.product_id FROM (${sql}) AS f`)
      .join(' UNION ALL '),
    needed.flatMap(({ values }) => values),
  );
  const found = new Map<number, ExactKind>();
  for (const { kind } of looks) {
    for (const row of rows) {
      const productId = Number(row.product_id);
      if (row.kind === kind && !found.has(productId)) found.set(productId, kind);
    }
  }
  return found;
}

function oneOf(table: string, column: string, values: readonly string[]): string {
  return `SELECT product_id FROM ${table} WHERE ${column} IN (${values.map(() => '?').join(', ')})`;
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
