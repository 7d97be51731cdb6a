import { createHash } from 'node:crypto';
import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import type { SpaceIdentity } from '../embedder.ts';

export type SpaceState = 'building' | 'live' | 'old';

export interface Space extends SpaceIdentity {
  readonly id: number;
  readonly state: SpaceState;
  /** Products with a vector in it. */
  readonly products: number;
  readonly createdAt: string;
  /** Its table with a vector index; null: none, or not complete yet. */
  readonly vectorTable: string | null;
}

export function identityHash({ provider, model, dimensions, scheme, template }: SpaceIdentity): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([provider, model, dimensions, scheme, template]))
    .digest();
}

const COLUMNS = `s.provider, s.model, CAST(s.dimensions AS DOUBLE) AS dimensions, s.scheme, s.template,
  s.state, s.created_at AS createdAt, s.vector_table AS vectorTable, CAST(s.space_id AS DOUBLE) AS id`;

/** All spaces with the number of their vectors, the oldest first. */
export async function listSpaces(connection: MariadbConnection): Promise<Space[]> {
  return connection.query<Space>(
    `SELECT ${COLUMNS}, CAST(COUNT(e.product_id) AS DOUBLE) AS products
       FROM embedding_space AS s LEFT JOIN product_embedding AS e ON e.space_id = s.space_id
      GROUP BY s.space_id ORDER BY s.space_id`,
  );
}

/** The space of an identity: there is one at most. */
export async function findSpace(
  connection: MariadbConnection,
  identity: SpaceIdentity,
): Promise<Omit<Space, 'products'> | undefined> {
  const [space] = await connection.query<Omit<Space, 'products'>>(
    `SELECT ${COLUMNS} FROM embedding_space AS s WHERE s.identity = ?`,
    [identityHash(identity)],
  );
  return space;
}

export async function readCanaries(connection: MariadbConnection, spaceId: number): Promise<Buffer> {
  const [row] = await connection.query<{ canaries: Buffer }>(
    'SELECT canaries FROM embedding_space WHERE space_id = ?',
    [spaceId],
  );
  return row?.canaries ?? Buffer.alloc(0);
}

/** Enters a space as `building`; the one of this identity stays if it is there. */
export async function insertSpace(
  connection: MariadbConnection,
  identity: SpaceIdentity,
  canaries: Buffer,
): Promise<void> {
  const { provider, model, dimensions, scheme, template } = identity;
  await connection.run(
    `INSERT INTO embedding_space (identity, provider, model, dimensions, scheme, template, canaries)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE space_id = space_id`,
    [identityHash(identity), provider, model, dimensions, scheme, template, canaries],
  );
}

/** Makes a space live and the one before it old; in the caller's transaction. */
export async function makeLive(connection: MariadbConnection, spaceId: number): Promise<void> {
  await connection.run(
    "UPDATE embedding_space SET state = 'old', swapped_at = UTC_TIMESTAMP(6) WHERE live_marker = 1 AND space_id <> ?",
    [spaceId],
  );
  await connection.run(
    "UPDATE embedding_space SET state = 'live', swapped_at = UTC_TIMESTAMP(6) WHERE space_id = ?",
    [spaceId],
  );
}
