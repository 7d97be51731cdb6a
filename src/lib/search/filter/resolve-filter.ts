import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { LiveFilter } from './live-filter.ts';

/** The filters as they were typed. */
export interface FilterOptions {
  readonly maxPrice: string | undefined;
  readonly inStock: boolean;
  readonly category: string | undefined;
  readonly brand: string | undefined;
  readonly language: string | undefined;
}

/** Finds the rows that the words of the filters name; throws USAGE for a category or a brand that there is not. */
export async function resolveNames(
  connection: MariadbConnection,
  { category, brand }: Pick<FilterOptions, 'category' | 'brand'>,
): Promise<Pick<LiveFilter, 'categoryIds' | 'brandIds'>> {
  return {
    categoryIds: category === undefined ? undefined : await findCategories(connection, category),
    brandIds: brand === undefined ? undefined : await findBrands(connection, brand),
  };
}

interface Found {
  readonly id: string;
}

async function findCategories(connection: MariadbConnection, text: string): Promise<string[]> {
  const found = await connection.query<Found>(
    `SELECT category_id AS id FROM category_translation WHERE name = ?
      UNION
     SELECT category_id FROM category WHERE category_no = ?`,
    [text, asciiOnly(text)],
  );
  if (found.length > 0) return found.map(({ id }) => id);
  const names = await connection.query<{ name: string }>('SELECT DISTINCT name FROM category_translation');
  throw unknown('category', text, names);
}

async function findBrands(connection: MariadbConnection, text: string): Promise<string[]> {
  const found = await connection.query<Found>(
    `SELECT brand_id AS id FROM brand WHERE name = ? UNION SELECT brand_id FROM brand WHERE brand_no = ?`,
    [text, asciiOnly(text)],
  );
  if (found.length > 0) return found.map(({ id }) => id);
  throw unknown('brand', text, await connection.query<{ name: string }>('SELECT DISTINCT name FROM brand'));
}

/** Numbers are ASCII, and the server compares them with nothing else. */
function asciiOnly(text: string): string {
  return /^[ -~]*$/.test(text) ? text : '';
}

function unknown(what: string, text: string, rows: readonly { name: string }[]): AetherError {
  const names = rows.map(({ name }) => name);
  return new AetherError('USAGE', `no ${what} "${text}"${didYouMean(text, names)}`);
}
