import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';

/** Rows of one transaction: 3 MiB at 768 dimensions, which Galera replicates as a whole. */
const PART = 1000;

const UNUSED = `FROM embedding_cache AS c
  WHERE NOT EXISTS (SELECT 1 FROM product_embedding AS e
                     WHERE e.space_id = c.space_id AND e.content_sha256 = c.content_sha256)`;

/** Cached vectors of texts that no product has, by the number of their space. */
export async function countUnused(connection: MariadbConnection): Promise<ReadonlyMap<number, number>> {
  const rows = await connection.query<{ spaceId: number; count: number }>(
    `SELECT CAST(c.space_id AS DOUBLE) AS spaceId, CAST(COUNT(*) AS DOUBLE) AS count ${UNUSED} GROUP BY c.space_id`,
  );
  return new Map(rows.map(({ spaceId, count }) => [spaceId, count]));
}

/** Deletes some of them; 0 when none are left. */
export async function deleteUnused(connection: MariadbConnection, spaceId: number): Promise<number> {
  const { affectedRows } = await connection.run(
    `DELETE FROM embedding_cache WHERE space_id = ? AND content_sha256 IN
       (SELECT content_sha256 FROM (SELECT c.content_sha256 ${UNUSED} AND c.space_id = ? LIMIT ${PART}) AS unused)`,
    [spaceId, spaceId],
  );
  return affectedRows;
}

/** Deletes some rows of an old space; 0 when none are left. */
export async function deleteSome(
  connection: MariadbConnection,
  table: 'product_embedding' | 'embedding_cache' | 'embedding_refusal',
  spaceId: number,
): Promise<number> {
  const { affectedRows } = await connection.run(`DELETE FROM ${table} WHERE space_id = ? LIMIT ${PART}`, [
    spaceId,
  ]);
  return affectedRows;
}

/** Only an old one: what became live meanwhile stays. */
export async function deleteSpaceRow(connection: MariadbConnection, spaceId: number): Promise<void> {
  await connection.run("DELETE FROM embedding_space WHERE space_id = ? AND state = 'old'", [spaceId]);
}
