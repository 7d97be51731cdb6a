import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { documentOf } from '../support/aether-cli.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { connectUnchecked } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';

interface Verified {
  readonly constraints: number;
  readonly broken: readonly { kind: string; table: string; rule: string; rows: number; example: string }[];
}

const DATABASE = 'aethertest_verify';
const AT = "'2026-05-01 00:00:00'";

/** One row or more that breaks each rule, written by a session that has switched the rules off. */
const BROKEN: readonly (readonly [rule: string, statement: string])[] = [
  [
    'check data.stock_level chk_stock_level_reserved',
    'INSERT INTO stock_level (warehouse_id, variant_id, on_hand, reserved) SELECT warehouse_id, 99, 1, 2 FROM warehouse LIMIT 1',
  ],
  ['foreign_key data.stock_level fk_stock_level_variant', 'DO 0'],
  // The CHECK of a JSON column has the name of the column.
  ['check data.product specification', "UPDATE product SET specification = '{' WHERE product_no = 'HAT'"],
  ['foreign_key data.product fk_product_brand', "UPDATE product SET brand_id = 77 WHERE product_no = 'HAT'"],
  [
    'rule data.order_ref has no orders row and is not archived',
    `INSERT INTO order_ref (order_id, order_no, placed_at, customer_id, channel_id, currency_code)
     SELECT n.id, n.id, ${AT}, c.customer_id, 1, 'EUR' FROM customer AS c
       JOIN (SELECT 1 AS id UNION SELECT 2 UNION SELECT 3) AS n WHERE c.customer_no = 'C1'`,
  ],
  [
    'rule data.orders has no order_ref',
    `INSERT INTO orders (order_id, placed_at, status_code) VALUES (4, ${AT}, 'created'), (1, ${AT}, 'created')`,
  ],
  [
    'rule data.orders has a status_code that order_status has not',
    `INSERT INTO orders (order_id, placed_at, status_code, shipping_address_id, billing_address_id) VALUES (2, ${AT}, 'lost', 98, 97)`,
  ],
  ['rule data.orders has a shipping_address_id that address has not', 'DO 0'],
  ['rule data.orders has a billing_address_id that address has not', 'DO 0'],
  [
    'rule data.orders has another status_code than its newest order_status_event',
    `INSERT INTO order_status_event (order_id, placed_at, seq, status_code, occurred_at)
     VALUES (1, ${AT}, 1, 'created', ${AT}), (1, ${AT}, 2, 'approved', ${AT}), (5, ${AT}, 1, 'created', ${AT})`,
  ],
  ['rule data.order_status_event has no order_ref', 'DO 0'],
  [
    'rule data.order_item has no order_ref',
    `INSERT INTO order_item (order_id, placed_at, line_no, variant_id, supplier_id, unit_price) VALUES (6, ${AT}, 1, 96, 95, 1)`,
  ],
  ['rule data.order_item has a variant_id that product_variant has not', 'DO 0'],
  ['rule data.order_item has a supplier_id that supplier has not', 'DO 0'],
  [
    'rule data.shipment_item has a line_no that order_item has not',
    `INSERT INTO shipment (shipment_id, shipment_no, order_id, placed_at, carrier_id) SELECT 1, 's', 1, ${AT}, MIN(carrier_id) FROM carrier`,
  ],
  ['', 'INSERT INTO shipment_item (shipment_id, line_no) VALUES (1, 9)'],
  [
    'rule data.return_item has a line_no that order_item has not',
    `INSERT INTO return_request (return_id, return_no, order_id, placed_at, requested_at) VALUES (1, 'r', 1, ${AT}, ${AT})`,
  ],
  ['', "INSERT INTO return_item (return_id, line_no, reason_code) VALUES (1, 9, 'other')"],
  [
    'rule data.stock_movement has a warehouse_id that warehouse has not',
    `INSERT INTO stock_movement (moved_at, movement_no, warehouse_id, variant_id, quantity, kind) VALUES (${AT}, 'm', 94, 93, 1, 'receipt')`,
  ],
  ['rule data.stock_movement has a variant_id that product_variant has not', 'DO 0'],
  [
    'rule data.stock_level has less reserved than its stock_reservation rows',
    `INSERT INTO stock_reservation (order_id, placed_at, line_no, warehouse_id, variant_id, quantity)
     SELECT 1, ${AT}, 1, warehouse_id, variant_id, 2 FROM stock_level WHERE reserved = 0 LIMIT 1`,
  ],
  [
    'rule data.web_session has a customer_id that customer has not',
    `INSERT INTO web_session (started_at, session_no, customer_id, channel_id) VALUES (${AT}, 'w', 92, 91)`,
  ],
  ['rule data.web_session has a channel_id that channel has not', 'DO 0'],
  [
    'rule data.category has other ancestors in category_closure than by parent_id',
    "INSERT INTO category (category_no) VALUES ('a'), ('b')",
  ],
  ['', 'DELETE p FROM category_closure AS p WHERE depth = 0'],
  [
    '',
    "UPDATE category SET parent_id = (SELECT category_id FROM (SELECT category_id FROM category WHERE category_no = 'b') AS b) WHERE category_no = 'a'",
  ],
  ['', 'DELETE FROM category_closure'],
];

let shop: Shop;

beforeAll(async () => {
  shop = await openShop(sharedServer(), DATABASE);
});

afterAll(() => shop[Symbol.asyncDispose]());

async function verify() {
  const ended = await shop.workspace.run(['schema', 'verify', '--json']);
  return { exitCode: ended.exitCode, data: documentOf<Verified>(ended).data };
}

describe('schema verify', () => {
  it('finds nothing in rows that were written under the rules', async () => {
    const { exitCode, data } = await verify();
    expect(data?.broken).toEqual([]);
    expect(data?.constraints).toBeGreaterThan(150);
    expect(exitCode).toBe(0);
  });

  it('finds each rule that is broken, by its name and one key', async () => {
    const session = await connectUnchecked(sharedServer(), DATABASE);
    for (const [, statement] of BROKEN) await session.query(statement);
    await session.end();
    const { exitCode, data } = await verify();
    const found = data?.broken.map(({ kind, table, rule }) => `${kind} ${table} ${rule}`) ?? [];
    expect(found.toSorted()).toEqual(
      BROKEN.map(([rule]) => rule)
        .filter((rule) => rule !== '')
        .toSorted(),
    );
    expect(data?.broken.find(({ rule }) => rule === 'has no order_ref')).toMatchObject({ rows: 1 });
    expect(data?.broken.find(({ rule }) => rule === 'fk_product_brand')?.example).toMatch(/^\d+$/);
    expect(exitCode).toBe(1);
  });

  it('says in words what is broken and which row', async () => {
    const { stdout } = await shop.workspace.run(['schema', 'verify']);
    expect(stdout).toContain('data.stock_level: 1 row against the CHECK chk_stock_level_reserved, such as');
  });
});

describe('partition_health', () => {
  const HEALTH = `SELECT table_name AS name, state FROM ${DATABASE}_meta.partition_health ORDER BY table_name`;

  /** The states by table, on a day. */
  async function states(connection: Pick<Connection, 'query'>): Promise<Record<string, string>> {
    await connection.query("SET timestamp = UNIX_TIMESTAMP('2026-11-30')");
    const [rows] = await connection.query<RowDataPacket[]>(HEALTH);
    return Object.fromEntries(rows.map(({ name, state }) => [String(name), String(state)]));
  }

  it('shows months that are missing and rows that came too late', async () => {
    const { admin } = shop.workspace;
    expect(await states(admin)).toEqual({
      audit_event: 'ok',
      order_item: 'ok',
      order_status_event: 'ok',
      orders: 'ok',
      stock_movement: 'ok',
      web_session: 'ok',
    });
    await admin.query(
      `UPDATE ${DATABASE}_meta.partition_policy SET premake_months = 14 WHERE table_name = 'audit_event'`,
    );
    await admin.query(
      "INSERT INTO web_session (started_at, session_no, channel_id) VALUES ('2040-01-01', 'late', 1)",
    );
    await admin.query('ANALYZE TABLE web_session');
    expect(await states(admin)).toMatchObject({
      audit_event: 'too few months',
      web_session: 'late rows',
      orders: 'ok',
    });
  });

  it('answers the same to somebody who may read nothing else', async () => {
    const { admin } = shop.workspace;
    const [[user]] = await shop.app.query<RowDataPacket[]>("SELECT SUBSTRING_INDEX(USER(), '@', 1) AS name");
    await admin.query(`GRANT SELECT ON ${DATABASE}_meta.partition_health TO ${String(user?.['name'])}@'%'`);
    expect(await states(shop.app)).toEqual(await states(admin));
  });
});

it('names the command to type if the schema is an older one', async () => {
  await shop.workspace.admin.query(`DROP VIEW ${DATABASE}.integrity_orphan`);
  const ended = await shop.workspace.run(['schema', 'verify', '--json']);
  expect(documentOf(ended).error).toMatchObject({
    code: 'SCHEMA_MISSING',
    hint: 'aether schema apply',
  });
  expect(ended.exitCode).toBe(2);
});
