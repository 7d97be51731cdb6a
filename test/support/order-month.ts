import type { Connection } from 'mysql2/promise';
import type { MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { digestRows } from '../../src/lib/partitions/archive/row-digest.ts';
import { readColumns } from '../../src/lib/partitions/archive/table-columns.ts';
import type { Workspace } from './workspace.ts';

// A month of orders and of sessions that can be archived, in a planted shop.

/** The month that the orders and the sessions are of. */
export const PARTITION = 'p202601';
export const ORDER_TABLES = ['orders', 'order_item', 'order_status_event'] as const;

/**
 * Twenty orders of January with this status, each with a line and an event.
 * @param bulk a session of the account `ingest`, whose rows the triggers do not check
 */
export async function plantOrders(bulk: Connection, database: string, status = 'delivered'): Promise<void> {
  await bulk.query('SET @aether_bulk = 1');
  await bulk.query(`UPDATE order_ref SET archived_at = NULL`);
  for (const table of ['order_item', 'order_status_event', 'orders', 'order_ref'])
    await bulk.query(`DELETE FROM ${table}`);
  await bulk.query(
    `INSERT INTO order_ref (order_id, order_no, placed_at, customer_id, channel_id, currency_code)
     SELECT s.seq, CONCAT('N', s.seq), '2026-01-05' + INTERVAL s.seq DAY, c.customer_id, 1, 'EUR'
       FROM ${database}.seq_1_to_20 AS s JOIN customer AS c WHERE c.customer_no = 'C1'`,
  );
  await bulk.query(
    `INSERT INTO orders (order_id, placed_at, status_code, status_at) SELECT order_id, placed_at, ?, placed_at FROM order_ref`,
    [status],
  );
  await bulk.query(
    `INSERT INTO order_item (order_id, placed_at, line_no, variant_id, supplier_id, unit_price) SELECT order_id, placed_at, 1, 1, NULL, 9.90 FROM order_ref`,
  );
  await bulk.query(
    `INSERT INTO order_status_event (order_id, placed_at, seq, status_code, occurred_at) SELECT order_id, placed_at, 1, ?, placed_at FROM order_ref`,
    [status],
  );
  await bulk.query('SET @aether_bulk = NULL');
}

/** Forgets everything that was archived. */
export async function emptyArchive(shop: Workspace): Promise<void> {
  const { admin, database } = shop;
  await admin.query(`DELETE FROM ${database}_meta.partition_archive`);
  const tables = await shop.rows(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
    [`${database}_archive`],
  );
  for (const { name } of tables) await admin.query(`DROP TABLE ${database}_archive.${name}`);
}

/** What each table has in it, by its name: the number of rows and a digest of all of them. */
export async function digestEach(
  shop: Pick<Workspace, 'rows' | 'database'>,
  tables: readonly string[],
): Promise<Record<string, unknown>> {
  const { database } = shop;
  const query = (sql: string, values?: unknown[]) => shop.rows(sql, values);
  const reader = { query } as unknown as MariadbConnection;
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    const [schema = database, name = table] = table.includes('.') ? table.split('.') : [database, table];
    found[table] = await digestRows(reader, `${schema}.${name}`, await readColumns(reader, schema, name));
  }
  return found;
}
