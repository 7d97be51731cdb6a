import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { SpaceIdentity } from '../embed/embedder.ts';

/** The space that searches read: `aether embed swap` has made it live. */
export interface LiveSpace extends SpaceIdentity {
  readonly id: number;
  readonly createdAt: string;
  /** Grows with every change of its vectors. */
  readonly revision: number;
  /** Its table with a vector index; null if it has none. */
  readonly vectorTable: string | null;
}

/** undefined if no space is live. */
export async function readLiveSpace(connection: MariadbConnection): Promise<LiveSpace | undefined> {
  const [space] = await connection.query<LiveSpace>(
    `SELECT CAST(space_id AS DOUBLE) AS id, provider, model, CAST(dimensions AS DOUBLE) AS dimensions, scheme, template,
            created_at AS createdAt, CAST(revision AS DOUBLE) AS revision, vector_table AS vectorTable
       FROM embedding_space WHERE live_marker = 1`,
  );
  return space;
}
