import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { cosine, fromBytes } from '../embed/vectors.ts';
import { compareAll, type Nearness, type ProductVectors } from '../lsa/nearest-products.ts';
import { quantise, SCALE_BYTES } from '../lsa/quantised.ts';
import { byScore, type Scored } from '../scores/strongest.ts';
import { readVectorFile, vectorFile, type VectorKey, writeVectorFile } from '../store/vector-file.ts';
import type { LiveSpace } from './live-space.ts';
import type { SpaceScan } from './space-scan.ts';

/** Vectors that are read with one statement: 3 MiB at 768 dimensions. */
const PAGE = 1000;
/** The nearest ones are compared again with the vectors themselves: bytes move a cosine by less than 0.01. */
const RESCORED = 50;

export interface FilePlace {
  readonly connection: MariadbConnection;
  readonly stateDir: string;
}

/**
 * Compares all vectors of a space in this process, for servers without vector indexes, and to measure those of the others.
 * The vectors are kept as bytes in a file until the space changes.
 */
export async function scanFile(place: FilePlace, space: LiveSpace): Promise<SpaceScan> {
  const products = await readProductVectors(place, space);
  let last: { readonly query: Float32Array; readonly nearness: Nearness } | undefined;
  const compare = (query: Float32Array) => {
    if (last?.query !== query) last = { query, nearness: compareAll(products, Float64Array.from(query)) };
    return last.nearness;
  };
  return {
    method: 'exact',
    async nearest(query, count) {
      const found = compare(query).nearest(Math.max(count, RESCORED));
      const best = found.slice(0, RESCORED).map(([productId]) => productId);
      const exact = await rescore(place.connection, space, query, best);
      return [...exact, ...found.slice(RESCORED)].slice(0, count);
    },
    async among(query, productIds) {
      const nearness = compare(query);
      return new Map(
        productIds.flatMap((productId): Scored[] => {
          const found = nearness.get(productId);
          return found === undefined ? [] : [[productId, found]];
        }),
      );
    },
  };
}

interface Row {
  readonly productId: string;
  readonly embedding: Buffer;
}

async function rescore(
  connection: MariadbConnection,
  { id, dimensions }: LiveSpace,
  query: Float32Array,
  productIds: readonly number[],
): Promise<Scored[]> {
  if (productIds.length === 0) return [];
  const rows = await connection.query<Row>(
    `SELECT product_id AS productId, embedding FROM product_embedding
      WHERE space_id = ? AND product_id IN (${productIds.map(() => '?').join(', ')})`,
    [id, ...productIds],
  );
  return rows
    .filter(({ embedding }) => embedding.length === dimensions * 4)
    .map(({ productId, embedding }): Scored => [Number(productId), cosine(fromBytes(embedding), query)])
    .toSorted(byScore);
}

async function readProductVectors(
  { connection, stateDir }: FilePlace,
  space: LiveSpace,
): Promise<ProductVectors> {
  const file = vectorFile(stateDir, connection.endpoint, 'space-vectors');
  const { id, revision, createdAt, dimensions } = space;
  const key: VectorKey = { generation: revision, builtAt: `space ${id} ${createdAt}`, dimensions };
  let segments = await readVectorFile(file, key);
  if (segments === undefined) {
    segments = [{ segmentId: String(id), ...(await readRows(connection, space)) }];
    await writeVectorFile(file, key, segments);
  }
  return { dimensions, segments: segments.map((segment) => ({ ...segment, replaced: undefined })) };
}

/** Vectors of another length than the space says cannot be compared; `aether check` reports them. */
async function readRows(connection: MariadbConnection, { id, dimensions }: LiveSpace) {
  const productIds: number[] = [];
  const vectors: Buffer[] = [];
  for (;;) {
    const rows = await connection.query<Row>(
      `SELECT product_id AS productId, embedding FROM product_embedding
        WHERE space_id = ? AND product_id > ? AND LENGTH(embedding) = ? ORDER BY product_id LIMIT ${PAGE}`,
      [id, productIds.at(-1) ?? 0, dimensions * 4],
    );
    if (rows.length === 0) break;
    for (const { productId, embedding } of rows) {
      productIds.push(Number(productId));
      vectors.push(quantise(fromBytes(embedding)));
    }
  }
  const all = Buffer.concat(vectors, productIds.length * (SCALE_BYTES + dimensions));
  return { productIds: Float64Array.from(productIds), vectors: all };
}
