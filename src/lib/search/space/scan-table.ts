import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { toBytes } from '../embed/vectors.ts';
import { byScore, type Scored } from '../scores/strongest.ts';
import type { SpaceScan } from './space-scan.ts';

/** Candidates that the server keeps while it follows the graph: with 20, its default, recall is noticeably less. */
const EF_SEARCH = 40;
/** Numbers of one statement. */
const PART = 5000;

interface Row {
  readonly productId: string;
  readonly distance: number;
}

/**
 * Searches in the server, by the vector index of a space's table. Its ORDER BY has no condition beside it: the server would
 * follow the whole graph for one that few rows meet. Equal distances are ordered here, as a second key would lose the index.
 */
export async function scanTable(connection: MariadbConnection, table: string): Promise<SpaceScan> {
  await connection.run(`SET SESSION mhnsw_ef_search = ${EF_SEARCH}`);
  return {
    method: 'vector index',
    async nearest(query, count) {
      const rows = await connection.query<Row>(
        `SELECT product_id AS productId, VEC_DISTANCE_COSINE(v, ?) AS distance
           FROM ${table} ORDER BY distance LIMIT ${count}`,
        [toBytes(query)],
      );
      return rows.map(toScored).toSorted(byScore);
    },
    async among(query, productIds) {
      const found = new Map<number, number>();
      for (let from = 0; from < productIds.length; from += PART) {
        const part = productIds.slice(from, from + PART);
        const rows = await connection.query<Row>(
          `SELECT product_id AS productId, VEC_DISTANCE_COSINE(v, ?) AS distance
             FROM ${table} IGNORE INDEX (vi) WHERE product_id IN (${part.map(() => '?').join(', ')})`,
          [toBytes(query), ...part],
        );
        for (const row of rows) found.set(...toScored(row));
      }
      return found;
    },
  };
}

const toScored = ({ productId, distance }: Row): Scored => [Number(productId), 1 - distance];
