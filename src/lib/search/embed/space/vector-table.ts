import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';

/** Rows of one transaction: 0.3 MiB at 768 dimensions; the index takes longer than the rows. */
const PART = 100;
/** Rounding to float32 stays far inside. */
const UNIT_LENGTH = 'BETWEEN 0.99 AND 1.01';

interface VectorSpace {
  readonly id: number;
  readonly dimensions: number;
}

/** The table of a space with its vector index, and the trigger that deletes from it. */
export function vectorTableName(spaceId: number): string {
  return `product_vec_s${spaceId}`;
}

const triggerName = (spaceId: number) => `product_embedding_after_delete_s${spaceId}`;

/** The distance from a vector of zeros is the length. */
const lengthOf = (column: string, dimensions: number) =>
  `VEC_DISTANCE_EUCLIDEAN(${column}, REPEAT(0x00, ${dimensions * 4}))`;

/**
 * Makes the empty table with its index, and its trigger; what is there stays. Only while it is empty an index costs
 * nothing: adding one copies the table, and stops a whole Galera cluster meanwhile. No foreign key to product: a vector of
 * a product that is gone is never shown, and must not keep the product.
 */
export async function createVectorTable(
  connection: MariadbConnection,
  { id, dimensions }: VectorSpace,
): Promise<void> {
  const table = vectorTableName(id);
  await connection.run(
    `CREATE TABLE IF NOT EXISTS ${table} (
       product_id     BIGINT UNSIGNED NOT NULL PRIMARY KEY,
       content_sha256 BINARY(32) NOT NULL COMMENT 'Of the text that was embedded',
       v              VECTOR(${dimensions}) NOT NULL,
       VECTOR INDEX vi (v) M=16 DISTANCE=cosine,
       CONSTRAINT chk_${table}_length CHECK (${lengthOf('v', dimensions)} ${UNIT_LENGTH})
     ) ENGINE=InnoDB COMMENT='Vectors of a space of embedding_space, copied from product_embedding'`,
  );
  await connection.run(
    `CREATE TRIGGER IF NOT EXISTS ${triggerName(id)} AFTER DELETE ON product_embedding FOR EACH ROW
       DELETE FROM ${table} WHERE OLD.space_id = ${id} AND product_id = OLD.product_id`,
  );
}

export async function dropVectorTable(connection: MariadbConnection, spaceId: number): Promise<void> {
  await connection.run(`DROP TRIGGER IF EXISTS ${triggerName(spaceId)}`);
  await connection.run(`DROP TABLE IF EXISTS ${vectorTableName(spaceId)}`);
}

/** Searches do without it first, and then it is deleted. */
export async function forgetVectorTable(connection: MariadbConnection, spaceId: number): Promise<void> {
  await connection.run('UPDATE embedding_space SET vector_table = NULL WHERE space_id = ?', [spaceId]);
  await dropVectorTable(connection, spaceId);
}

export async function hasVectorTable(connection: MariadbConnection, spaceId: number): Promise<boolean> {
  const rows = await connection.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?',
    [vectorTableName(spaceId)],
  );
  return rows.length > 0;
}

/** What the table lacks: vectors of products with another text, or of none. A vector that is not of length 1 stays out. */
const outdated = ({ id, dimensions }: VectorSpace) =>
  `FROM product_embedding AS e
     LEFT JOIN ${vectorTableName(id)} AS v
       ON v.product_id = e.product_id AND v.content_sha256 = e.content_sha256
    WHERE e.space_id = ${id} AND v.product_id IS NULL AND LENGTH(e.embedding) = ${dimensions * 4}
      AND ${lengthOf('e.embedding', dimensions)} ${UNIT_LENGTH}`;

const strays = ({ id }: VectorSpace) =>
  `product_id NOT IN (SELECT e.product_id FROM product_embedding AS e WHERE e.space_id = ${id})`;

/** Rows to write and rows to delete. */
export async function countOutdated(connection: MariadbConnection, space: VectorSpace): Promise<number> {
  const [row] = await connection.query<{ count: number }>(
    `SELECT CAST((SELECT COUNT(*) ${outdated(space)})
               + (SELECT COUNT(*) FROM ${vectorTableName(space.id)} WHERE ${strays(space)}) AS DOUBLE) AS count`,
  );
  return row?.count ?? 0;
}

/**
 * Copies the next vectors that the table lacks, in the caller's transaction.
 * @param after the last product of the part before
 * @returns the products that were copied, in rising order; empty if nothing is left
 */
export async function copyPart(
  connection: MariadbConnection,
  space: VectorSpace,
  after: string,
): Promise<readonly string[]> {
  const rows = await connection.query<{ productId: string }>(
    `SELECT e.product_id AS productId ${outdated(space)} AND e.product_id > ? ORDER BY e.product_id LIMIT ${PART}`,
    [after],
  );
  const productIds = rows.map(({ productId }) => productId);
  if (productIds.length === 0) return [];
  await connection.run(
    `INSERT INTO ${vectorTableName(space.id)} (product_id, content_sha256, v)
     SELECT product_id, content_sha256, embedding FROM product_embedding
      WHERE space_id = ? AND product_id IN (${productIds.map(() => '?').join(', ')})
     ON DUPLICATE KEY UPDATE content_sha256 = VALUES(content_sha256), v = VALUES(v)`,
    [space.id, ...productIds],
  );
  return productIds;
}

/** Deletes some rows of products that have no vector in the space; 0 if none are left. */
export async function deleteStrays(connection: MariadbConnection, space: VectorSpace): Promise<number> {
  const { affectedRows } = await connection.run(
    `DELETE FROM ${vectorTableName(space.id)} WHERE ${strays(space)} LIMIT ${PART}`,
  );
  return affectedRows;
}

/** Says to searches that the table is complete. */
export async function registerVectorTable(connection: MariadbConnection, spaceId: number): Promise<void> {
  await connection.run('UPDATE embedding_space SET vector_table = ? WHERE space_id = ?', [
    vectorTableName(spaceId),
    spaceId,
  ]);
}
