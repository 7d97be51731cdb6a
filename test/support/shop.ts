import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { SharedServer } from './shared-server.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** What a procedure answers: the row that it shows, or the number of its error. */
export type Answer = Readonly<Record<string, unknown>> | number;

/** Two warehouses with five pieces each of a shirt (19.90 EUR in the web shop) and a hat, two customers with an address. */
const PLANT = [
  `INSERT INTO address (address_no, recipient_name, line1, city, postcode, country_code)
   VALUES ('W1', NULL, 'Dock 1', 'Kiel', '24103', 'DE'), ('A1', 'Ada Lovelace', 'Gartenweg 17', 'Bonn', '50667', 'DE'),
          ('A2', 'Bob', 'Weg 2', 'Bonn', '50667', 'DE')`,
  `INSERT INTO warehouse (warehouse_no, name, address_id)
   SELECT w.n, w.n, a.address_id FROM address AS a JOIN (SELECT 'W1' AS n UNION SELECT 'W2') AS w WHERE a.address_no = 'W1'`,
  `INSERT INTO carrier (carrier_no, name) VALUES ('DHL', 'DHL')`,
  `INSERT INTO customer (customer_no, given_name, family_name, birth_date) VALUES ('C1', 'Ada', 'Lovelace', '1971-03-14'), ('C2', 'Bob', NULL, NULL)`,
  `INSERT INTO customer_address (customer_id, address_id, role)
   SELECT c.customer_id, a.address_id, 'shipping' FROM customer AS c JOIN address AS a
    WHERE (c.customer_no, a.address_no) IN (('C1', 'A1'), ('C2', 'A2'))`,
  `INSERT INTO product (product_no, name) VALUES ('SHIRT', 'Shirt'), ('HAT', 'Hat')`,
  `INSERT INTO product_variant (product_id, sku) SELECT product_id, product_no FROM product WHERE product_no IN ('SHIRT', 'HAT')`,
  `INSERT INTO price (variant_id, channel_id, currency_code, amount, valid_from)
   SELECT variant_id, 1, 'EUR', 19.90, '2026-01-01' FROM product_variant WHERE sku IN ('SHIRT', 'HAT')`,
];
const STOCK = [
  `DELETE FROM stock_reservation`,
  `DELETE FROM stock_level`,
  `DELETE FROM stock_movement`,
  `INSERT INTO stock_movement (moved_at, movement_no, warehouse_id, variant_id, quantity, kind)
   SELECT UTC_TIMESTAMP(6), CONCAT(w.warehouse_no, v.sku), w.warehouse_id, v.variant_id, 5, 'receipt' FROM warehouse AS w JOIN product_variant AS v
    WHERE v.sku IN ('SHIRT', 'HAT')`,
  `INSERT INTO stock_level (warehouse_id, variant_id, on_hand) SELECT warehouse_id, variant_id, SUM(quantity) FROM stock_movement GROUP BY 1, 2`,
];

/** Fills a shop that has none of this, in the database that the connection uses. */
export async function plantShop(connection: Pick<Connection, 'query'>): Promise<void> {
  for (const statement of [...PLANT, ...STOCK]) await connection.query(statement);
}

/** Five pieces of each article in each warehouse again, and no reservation. */
export async function restock(connection: Pick<Connection, 'query'>): Promise<void> {
  for (const statement of STOCK) await connection.query(statement);
}

/** A planted shop in databases of its own, and an account that may execute its routines and nothing else. */
export interface Shop extends AsyncDisposable {
  readonly workspace: Workspace;
  /** A session of the account. */
  readonly app: Connection;
  /** One more of them, of which the caller takes care. */
  open(): Promise<Connection>;
  /** The one value that the account reads. */
  value(sql: string, values?: readonly (string | number | null)[]): Promise<unknown>;
  /** The one number that the administrator reads. */
  count(sql: string): Promise<number>;
  /** Stock that is not the sum of its movements, and reservations that are not those of the orders. */
  mismatches(): Promise<number>;
}

/** Counts stock that is not the sum of its movements, and reservations that are not those of the orders. */
export const MISMATCHES = `SELECT COUNT(*) FROM stock_level AS s
  WHERE s.on_hand <> (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_movement AS m
                       WHERE m.warehouse_id = s.warehouse_id AND m.variant_id = s.variant_id)
     OR s.reserved <> (SELECT COALESCE(SUM(r.quantity), 0) FROM stock_reservation AS r
                        WHERE r.warehouse_id = s.warehouse_id AND r.variant_id = s.variant_id)`;

export async function openShop(server: SharedServer, database: string): Promise<Shop> {
  const workspace = await openWorkspace({ server, database });
  await workspace.applySchema();
  const { admin } = workspace;
  await admin.query(`USE ${database}`);
  await plantShop(admin);
  const user = `${database}_buyer`;
  await admin.query(`CREATE OR REPLACE USER ${user}@'%' IDENTIFIED BY 'buyer' REQUIRE SSL`);
  await admin.query(`GRANT EXECUTE ON ${database}.* TO ${user}@'%'`);
  const { host, port } = server;
  const login = { host, port, user, password: 'buyer', database, dateStrings: true };
  const open = () => createConnection({ ...login, ssl: { rejectUnauthorized: false } });
  const app = await open();
  const count = async (sql: string) => Number(firstValue(await workspace.rows(sql)));
  return {
    workspace,
    app,
    open,
    value: async (sql, values = []) => firstValue((await app.query<RowDataPacket[]>(sql, [...values]))[0]),
    count,
    mismatches: () => count(MISMATCHES),
    async [Symbol.asyncDispose]() {
      await app.end();
      await admin.query(`DROP USER IF EXISTS ${user}@'%'`);
      await workspace[Symbol.asyncDispose]();
    },
  };
}

function firstValue(rows: readonly RowDataPacket[]): unknown {
  return Object.values(rows[0] ?? {})[0];
}

/** Calls a procedure; its row, or the number of the error that the server gives. */
export async function call(
  connection: Pick<Connection, 'query'>,
  procedure: string,
  ...values: (string | number | null)[]
): Promise<Answer> {
  try {
    const [sets] = await connection.query<RowDataPacket[][]>(
      `CALL ${procedure}(${values.map(() => '?').join()})`,
      values,
    );
    return { ...sets[0]?.[0] };
  } catch (error) {
    const { errno } = error as { errno?: unknown };
    if (typeof errno === 'number') return errno;
    throw error;
  }
}

/** Takes an order through these states, one after the other. */
export async function setStatus(
  { workspace }: Pick<Shop, 'workspace'>,
  orderNo: string,
  ...codes: readonly string[]
): Promise<void> {
  const [order] = await workspace.rows('SELECT order_id AS id FROM order_ref WHERE order_no = ?', [orderNo]);
  for (const code of codes)
    await workspace.admin.query('UPDATE orders SET status_code = ? WHERE order_id = ?', [
      code,
      order?.['id'],
    ]);
}

/** The JSON of an order; what is given replaces what it has. */
export function orderOf(changes: Readonly<Record<string, unknown>> = {}): string {
  const items = [{ sku: 'SHIRT', quantity: 1 }];
  return JSON.stringify({ customer_no: 'C1', channel: 'web', currency: 'EUR', items, ...changes });
}

/** Places an order; a deadlock or a lock that is not free takes nothing, so the same key comes again. */
export async function placeUntilAnswered(
  connection: Pick<Connection, 'query'>,
  key: string,
  content: string,
): Promise<Answer> {
  for (;;) {
    const answer = await call(connection, 'place_order', key, content);
    if (answer !== 1213 && answer !== 1205 && answer !== 1020) return answer;
  }
}
