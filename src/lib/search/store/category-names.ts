import type { MariadbConnection } from '../../infra/mariadb/connection.ts';

export interface CategoryName {
  readonly categoryNo: string;
  /** In the language that was asked for, else in another one; the number if it has no name. */
  readonly name: string;
}

interface Row {
  readonly id: string;
  readonly categoryNo: string;
  readonly name: string | null;
}

/** Numbers and names of categories, by id. */
export async function readCategoryNames(
  connection: MariadbConnection,
  ids: readonly string[],
  language: string,
): Promise<ReadonlyMap<string, CategoryName>> {
  if (ids.length === 0) return new Map();
  const rows = await connection.query<Row>(
    `SELECT c.category_id AS id, c.category_no AS categoryNo,
            (SELECT t.name FROM category_translation AS t WHERE t.category_id = c.category_id
              ORDER BY t.language_code = ? DESC, t.language_code LIMIT 1) AS name
       FROM category AS c WHERE c.category_id IN (${ids.map(() => '?').join(', ')})`,
    [language, ...ids],
  );
  return new Map(rows.map(({ id, categoryNo, name }) => [id, { categoryNo, name: name ?? categoryNo }]));
}
