import { throwIfAborted } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { cosine, fromBytes } from '../embed/vectors.ts';
import { type Scored, Strongest } from '../scores/strongest.ts';
import type { LiveSpace } from '../space/live-space.ts';
import type { SampledVector } from './sample-vectors.ts';

const PAGE = 1000;

export interface OracleOptions {
  readonly space: LiveSpace;
  readonly samples: readonly SampledVector[];
  /** Neighbours of each. */
  readonly count: number;
  readonly signal: AbortSignal;
  readonly onProgress: (vectors: number) => void;
}

/** The nearest products of each sample, itself left out: every vector of the space is compared, as float32. */
export async function exactNeighbours(
  connection: MariadbConnection,
  { space: { id, dimensions }, samples, count, signal, onProgress }: OracleOptions,
): Promise<(readonly Scored[])[]> {
  const found = samples.map(() => new Strongest(count));
  let after = '0';
  for (let done = 0; ;) {
    throwIfAborted(signal);
    const rows = await connection.query<{ productId: string; embedding: Buffer }>(
      `SELECT product_id AS productId, embedding FROM product_embedding
        WHERE space_id = ? AND product_id > ? AND LENGTH(embedding) = ? ORDER BY product_id LIMIT ${PAGE}`,
      [id, after, dimensions * 4],
    );
    const last = rows.at(-1);
    if (last === undefined) return found.map((strongest) => strongest.take());
    for (const { productId, embedding } of rows)
      offerTo(found, samples, Number(productId), fromBytes(embedding));
    after = last.productId;
    done += rows.length;
    onProgress(done);
  }
}

function offerTo(
  found: readonly Strongest[],
  samples: readonly SampledVector[],
  productId: number,
  vector: Float32Array,
): void {
  for (const [place, sample] of samples.entries()) {
    if (sample.productId !== productId) found[place]?.offer(productId, cosine(sample.vector, vector));
  }
}
