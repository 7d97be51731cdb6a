import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { CatalogueDocument } from '../catalogue/document.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { FIELDS } from '../index/fields.ts';

/** The server's own full text search over the same texts, in a table of its own. */
export interface FulltextBaseline extends AsyncDisposable {
  /** Numbers of products, the best first; at most a hundred. */
  rank(query: string): Promise<number[]>;
}

const ROWS = 200;

/**
 * Fills a scratch table and indexes it with FULLTEXT; it is dropped with the baseline. The ranking is the best of those
 * that were tried: three times the match in the title, and the match in everything.
 */
export async function createFulltextBaseline(
  connection: MariadbConnection,
  table: { readonly database: string; readonly name: string },
  catalogue: AsyncIterable<readonly CatalogueDocument[]>,
): Promise<FulltextBaseline> {
  const name = quoteQualified(table.database, table.name);
  await connection.run(
    `CREATE TABLE ${name} (product_id BIGINT UNSIGNED NOT NULL PRIMARY KEY, title TEXT NOT NULL, everything MEDIUMTEXT NOT NULL)
       ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci COMMENT='Scratch table of aether search eval'`,
  );
  const drop = async () => void (await connection.run(`DROP TABLE IF EXISTS ${name}`));
  try {
    for await (const page of catalogue) await insert(connection, name, page);
    await connection.run(`ALTER TABLE ${name} ADD FULLTEXT KEY ft_title (title)`);
    await connection.run(`ALTER TABLE ${name} ADD FULLTEXT KEY ft_everything (title, everything)`);
  } catch (thrown) {
    await drop().catch(() => undefined);
    throw thrown;
  }
  return {
    async rank(query) {
      const rows = await connection.query<{ product_id: string }>(
        `SELECT product_id, 3 * MATCH (title) AGAINST (?) + MATCH (title, everything) AGAINST (?) AS score
           FROM ${name} WHERE MATCH (title, everything) AGAINST (?)
          ORDER BY score DESC, product_id LIMIT 100`,
        [query, query, query],
      );
      return rows.map(({ product_id }) => Number(product_id));
    },
    [Symbol.asyncDispose]: drop,
  };
}

async function insert(
  connection: MariadbConnection,
  name: string,
  documents: readonly CatalogueDocument[],
): Promise<void> {
  for (let from = 0; from < documents.length; from += ROWS) {
    const page = documents.slice(from, from + ROWS);
    await connection.run(
      `INSERT INTO ${name} (product_id, title, everything) VALUES ${page.map(() => '(?, ?, ?)').join(', ')}`,
      page.flatMap(({ productId, fields }) => [
        productId,
        fields.title,
        FIELDS.slice(1)
          .map((field) => fields[field])
          .join('\n'),
      ]),
    );
  }
}
