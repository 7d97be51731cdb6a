import type { MariadbConnection, SqlValue } from '../../../infra/mariadb/connection.ts';
import { toBytes } from '../vectors.ts';

/** Which text a product has now. */
export interface ProductText {
  readonly productId: string;
  readonly sha256: Buffer;
}

/** Keeps vectors by their text; what is there stays. */
export async function cacheVectors(
  connection: MariadbConnection,
  spaceId: number,
  entries: readonly { readonly sha256: Buffer; readonly vector: Float32Array }[],
): Promise<void> {
  const rows = entries.map(() => '(?, ?, ?)').join(', ');
  const values = entries.flatMap(({ sha256, vector }): SqlValue[] => [spaceId, sha256, toBytes(vector)]);
  await connection.run(
    `INSERT INTO embedding_cache (space_id, content_sha256, embedding) VALUES ${rows}
     ON DUPLICATE KEY UPDATE space_id = VALUES(space_id)`,
    values,
  );
}

/** Gives products the cached vectors of their texts; products that were deleted meanwhile are left out. */
export async function assignVectors(
  connection: MariadbConnection,
  space: { readonly id: number; readonly dimensions: number },
  products: readonly ProductText[],
): Promise<void> {
  if (products.length === 0) return;
  const rows = products.map(() => 'SELECT ? AS product_id, ? AS content_sha256').join(' UNION ALL ');
  const values = products.flatMap(({ productId, sha256 }): SqlValue[] => [productId, sha256]);
  await connection.run(
    `INSERT INTO product_embedding (space_id, product_id, content_sha256, dimensions, embedding)
     SELECT c.space_id, p.product_id, c.content_sha256, ?, c.embedding
       FROM (${rows}) AS wanted
       JOIN product AS p ON p.product_id = wanted.product_id
       JOIN embedding_cache AS c ON c.space_id = ? AND c.content_sha256 = wanted.content_sha256
     ON DUPLICATE KEY UPDATE content_sha256 = VALUES(content_sha256), embedding = VALUES(embedding),
       created_at = UTC_TIMESTAMP(6)`,
    [space.dimensions, ...values, space.id],
  );
  await noteChange(connection, space.id);
}

/** Searches read the vectors of the space again. */
async function noteChange(connection: MariadbConnection, spaceId: number): Promise<void> {
  await connection.run('UPDATE embedding_space SET revision = revision + 1 WHERE space_id = ?', [spaceId]);
}

export async function removeVectors(
  connection: MariadbConnection,
  spaceId: number,
  productIds: readonly string[],
): Promise<void> {
  if (productIds.length === 0) return;
  await connection.run(
    `DELETE FROM product_embedding WHERE space_id = ? AND product_id IN (${marks(productIds)})`,
    [spaceId, ...productIds],
  );
  await noteChange(connection, spaceId);
}

export async function recordRefusal(
  connection: MariadbConnection,
  spaceId: number,
  refusal: { readonly sha256: Buffer; readonly reason: string },
): Promise<void> {
  await connection.run(
    `INSERT INTO embedding_refusal (space_id, content_sha256, reason) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE reason = VALUES(reason)`,
    [spaceId, refusal.sha256, refusal.reason.slice(0, 200)],
  );
}

/** Of these texts, the ones with a vector and the ones that the provider refuses, as hexadecimal digits. */
export async function lookUpTexts(
  connection: MariadbConnection,
  spaceId: number,
  hashes: readonly Buffer[],
): Promise<{ readonly cached: ReadonlySet<string>; readonly refused: ReadonlySet<string> }> {
  const find = async (table: string) => {
    if (hashes.length === 0) return new Set<string>();
    const rows = await connection.query<{ hash: string }>(
      `SELECT LOWER(HEX(content_sha256)) AS hash FROM ${table}
        WHERE space_id = ? AND content_sha256 IN (${marks(hashes)})`,
      [spaceId, ...hashes],
    );
    return new Set(rows.map(({ hash }) => hash));
  };
  return { cached: await find('embedding_cache'), refused: await find('embedding_refusal') };
}

/** The texts that products of a range have vectors of, as hexadecimal digits by product. */
export async function readAssigned(
  connection: MariadbConnection,
  spaceId: number,
  range: readonly [first: string, last: string],
): Promise<ReadonlyMap<string, string>> {
  const rows = await connection.query<{ productId: string; hash: string }>(
    `SELECT product_id AS productId, LOWER(HEX(content_sha256)) AS hash FROM product_embedding
      WHERE space_id = ? AND product_id BETWEEN ? AND ?`,
    [spaceId, ...range],
  );
  return new Map(rows.map(({ productId, hash }) => [productId, hash]));
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
