import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { fromBytes } from '../embed/vectors.ts';
import { seededRandom, shuffled } from '../scores/seeded-random.ts';
import type { LiveSpace } from '../space/live-space.ts';

/** A product whose vector stands for a query. */
export interface SampledVector {
  readonly productId: number;
  readonly vector: Float32Array;
}

/** Any; the same for everybody who compares. */
const SEED = 7;
const PART = 500;

/** Vectors of products at random, the same for the same products. Asking with them costs nothing. */
export async function sampleVectors(
  connection: MariadbConnection,
  { id, dimensions }: LiveSpace,
  size: number,
): Promise<SampledVector[]> {
  const ids = await connection.query<{ productId: string }>(
    `SELECT product_id AS productId FROM product_embedding
      WHERE space_id = ? AND LENGTH(embedding) = ? ORDER BY product_id`,
    [id, dimensions * 4],
  );
  const chosen = shuffled(ids, seededRandom(SEED)).slice(0, size);
  const sampled: SampledVector[] = [];
  for (let from = 0; from < chosen.length; from += PART) {
    const part = chosen.slice(from, from + PART).map(({ productId }) => productId);
    const rows = await connection.query<{ productId: string; embedding: Buffer }>(
      `SELECT product_id AS productId, embedding FROM product_embedding
        WHERE space_id = ? AND product_id IN (${part.map(() => '?').join(', ')}) ORDER BY product_id`,
      [id, ...part],
    );
    sampled.push(
      ...rows.map(({ productId, embedding }) => ({
        productId: Number(productId),
        vector: fromBytes(embedding),
      })),
    );
  }
  return sampled;
}
