import { throwIfAborted } from '../../../core/errors.ts';
import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { fromBytes, lengthOf } from '../vectors.ts';

/** Vectors that are read with one statement: 3 MiB at 768 dimensions. */
const PAGE = 1000;
/** Rounding to float32 stays far below. */
const TOLERANCE = 1e-3;

/** Reads all vectors of a space and counts those that are not finite, not of length 1, or of another number of dimensions. */
export async function countBadVectors(
  connection: MariadbConnection,
  { id, dimensions }: { readonly id: number; readonly dimensions: number },
  signal: AbortSignal,
): Promise<number> {
  let bad = 0;
  let after = '0';
  for (;;) {
    throwIfAborted(signal);
    const rows = await connection.query<{ productId: string; embedding: Buffer }>(
      `SELECT product_id AS productId, embedding FROM product_embedding
        WHERE space_id = ? AND product_id > ? ORDER BY product_id LIMIT ${PAGE}`,
      [id, after],
    );
    const last = rows.at(-1);
    if (last === undefined) return bad;
    bad += rows.filter(({ embedding }) => !isSound(embedding, dimensions)).length;
    after = last.productId;
  }
}

function isSound(bytes: Buffer, dimensions: number): boolean {
  // NaN is not below anything.
  return bytes.length === dimensions * 4 && Math.abs(lengthOf(fromBytes(bytes)) - 1) < TOLERANCE;
}
