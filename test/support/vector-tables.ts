import type { RowDataPacket } from 'mysql2/promise';
import { openAdmin } from './admin.ts';
import { sharedServer } from './shared-server.ts';

type Rows = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** True if the server of the test has vector indexes: MariaDB 11.8. */
export async function hasVectorIndexes(): Promise<boolean> {
  const admin = openAdmin(sharedServer());
  const [rows] = await admin.query<RowDataPacket[]>('SELECT VERSION() AS version');
  await admin.end();
  return !String(rows[0]?.['version']).startsWith('10.');
}

/** Products whose row in the table with the vector index is missing, surplus, or of another vector. */
export async function vectorDifferences(rows: Rows, database: string, spaceId: number): Promise<unknown[]> {
  const [embeddings, table] = [`${database}.product_embedding`, `${database}.product_vec_s${spaceId}`];
  const sides = [
    `${embeddings} AS e LEFT JOIN ${table} AS v USING (product_id) WHERE e.space_id = ${spaceId} AND`,
    `${table} AS v LEFT JOIN ${embeddings} AS e ON e.space_id = ${spaceId} AND e.product_id = v.product_id WHERE`,
  ];
  const found = await Promise.all(
    sides.map((side) =>
      rows(
        `SELECT product_id FROM (SELECT COALESCE(e.product_id, v.product_id) AS product_id FROM ${side}
           (e.product_id IS NULL OR v.product_id IS NULL OR e.content_sha256 <> v.content_sha256
             OR HEX(e.embedding) <> HEX(v.v))) AS different LIMIT 5`,
      ),
    ),
  );
  return found.flat();
}
