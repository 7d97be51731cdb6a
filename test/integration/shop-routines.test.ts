import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from 'mysql2/promise';
import { call, openShop, orderOf, restock, setStatus, type Shop } from '../support/shop.ts';
import { sharedServer } from '../support/shared-server.ts';

// The functions and procedures of sql/routines, called by an account that may execute them and read no table.

const DATABASE = 'aethertest_routines';

let shop: Shop;
let app: Connection;

beforeAll(async () => {
  shop = await openShop(sharedServer(), DATABASE);
  app = shop.app;
});

beforeEach(() => restock(shop.workspace.admin));

afterAll(() => shop[Symbol.asyncDispose]());

const RESERVED = 'SELECT COALESCE(SUM(reserved), 0) FROM stock_level';

describe('functions', () => {
  it.each([
    ['Crème Brûlée – à la carte! 100%', 'creme-brulee-a-la-carte-100'],
    ['Stra\u00dfe & \u0152uvre \u00d8', 'strasse-oeuvre-o'],
    ['cafe\u0301', 'cafe'],
    ['  -- ', ''],
    ['北京', ''],
    ['', ''],
    [null, null],
  ])('slug of %j is %j', async (text, slug) => {
    expect(await shop.value('SELECT slug(?)', [text])).toBe(slug);
  });

  it.each([
    ['4111 1111 1111 1111', 1],
    ['4111-1111-1111-1112', 0],
    ['490154203237517', 0],
    ['490154203237518', 1],
    ['00', 1],
    ['0', 0],
    ['x0', 0],
    ['', 0],
    [null, null],
  ])('luhn_ok of %j is %j', async (text, expected) => {
    expect(await shop.value('SELECT luhn_ok(?)', [text])).toBe(expected);
  });

  it.each([
    [10.05, 19, 2, '1.91'],
    [0.5, 1, 2, '0.01'],
    [100, 7.7, 0, '8.00'],
    [100, 0, 2, '0.00'],
    [null, 19, 2, null],
  ])('tax on %j at %j %% with %j digits is %j', async (amount, percent, digits, expected) => {
    expect(await shop.value('SELECT tax(?, ?, ?)', [amount, percent, digits])).toBe(expected);
  });

  it('order_total of no such order is NULL', async () => {
    expect(await shop.value('SELECT order_total(4711)')).toBeNull();
  });

  it('the account reads no table', async () => {
    await expect(app.query('SELECT * FROM customer')).rejects.toMatchObject({ errno: 1142 });
  });
});

async function placed(key: string, quantity = 2): Promise<string> {
  const items = [{ sku: 'SHIRT', quantity }];
  const answer = await call(app, 'place_order', key, orderOf({ items, shipping_address_no: 'A1' }));
  return (answer as { order_no: string }).order_no;
}

describe('the way of an order', () => {
  it('reserve_stock promises what a line lacks, once', async () => {
    const orderNo = await placed('reserve');
    await shop.workspace.admin.query(
      'UPDATE order_item SET quantity = 4 WHERE order_id = (SELECT order_id FROM order_ref WHERE order_no = ?)',
      [orderNo],
    );
    for (let round = 0; round < 2; round += 1)
      expect(await call(app, 'reserve_stock', orderNo, 1)).toMatchObject({ warehouse_no: 'W1', quantity: 2 });
    expect(await shop.count(RESERVED)).toBe(4);
    expect(await call(app, 'reserve_stock', orderNo, 2)).toBe(45001);
    expect(await call(app, 'reserve_stock', 'none', 1)).toBe(45001);
    expect(await shop.mismatches()).toBe(0);
  });

  it('cancel_order gives the pieces back, once', async () => {
    const orderNo = await placed('cancel', 7);
    expect(await call(app, 'cancel_order', orderNo)).toMatchObject({ released_pieces: 7, is_repeated: 0 });
    expect(await call(app, 'cancel_order', orderNo)).toMatchObject({ released_pieces: 0, is_repeated: 1 });
    expect(await call(app, 'reserve_stock', orderNo, 1)).toBe(45004);
    expect(await call(app, 'cancel_order', 'none')).toBe(45001);
    expect(await shop.count(RESERVED)).toBe(0);
    expect(await shop.mismatches()).toBe(0);
  });

  it('ship_order takes from the warehouse what was promised there, once', async () => {
    const orderNo = await placed('ship', 7);
    expect(await call(app, 'ship_order', orderNo, 'P1', 'W1', 'DHL', null)).toMatchObject({
      shipped_pieces: 5,
    });
    expect(await call(app, 'ship_order', orderNo, 'P1', 'W1', 'DHL', null)).toMatchObject({ is_repeated: 1 });
    // The last parcel would make it shipped, which cannot follow created.
    expect(await call(app, 'ship_order', orderNo, 'P2', 'W2', 'DHL', null)).toBe(45004);
    await setStatus(shop, orderNo, 'approved', 'processing');
    expect(await call(app, 'ship_order', orderNo, 'P2', 'W2', 'DHL', 'T1')).toMatchObject({
      shipped_pieces: 2,
    });
    expect(await call(app, 'ship_order', orderNo, 'P3', 'W2', 'DHL', null)).toBe(45009);
    expect(await call(app, 'ship_order', await placed('ship-2', 1), 'P2', 'W2', 'DHL', null)).toBe(45008);
    expect(await call(app, 'ship_order', orderNo, 'P4', 'W9', 'DHL', null)).toBe(45001);
    expect(await shop.count("SELECT SUM(quantity) FROM stock_movement WHERE kind = 'sale'")).toBe(-7);
    expect(await shop.mismatches()).toBe(0);
  });

  it('process_return takes back what was bought, and not more', async () => {
    const orderNo = await placed('return');
    const items = (quantity: number, changes = {}) =>
      JSON.stringify([{ line_no: 1, quantity, reason: 'unwanted', restock: true, ...changes }]);
    expect(await call(app, 'process_return', 'R1', orderNo, 'W2', items(1))).toBe(45004);
    await setStatus(shop, orderNo, 'approved', 'processing');
    await call(app, 'ship_order', orderNo, 'RP', 'W1', 'DHL', null);
    expect(await call(app, 'process_return', 'R1', orderNo, 'W2', items(1))).toMatchObject({
      restocked_pieces: 1,
    });
    expect(await call(app, 'process_return', 'R1', orderNo, 'W2', items(1))).toMatchObject({
      is_repeated: 1,
    });
    expect(await call(app, 'process_return', 'R1', orderNo, 'W2', items(2))).toBe(45008);
    expect(await call(app, 'process_return', 'R2', orderNo, 'W2', items(2))).toBe(45013);
    expect(await call(app, 'process_return', 'R2', orderNo, 'W9', items(1))).toBe(45001);
    expect(await call(app, 'process_return', 'R2', orderNo, 'W2', items(1, { line_no: 2 }))).toBe(45001);
    expect(await call(app, 'process_return', 'R2', orderNo, 'W2', items(1, { reason: 'mood' }))).toBe(45007);
    expect(await call(app, 'process_return', 'R2', orderNo, 'W2', items(1, { restock: 'yes' }))).toBe(45007);
    expect(await call(app, 'process_return', 'R2', orderNo, 'W2', items(1, { line: 1 }))).toBe(45007);
    expect(await call(app, 'process_return', 'R2', orderNo, 'W2', '[]')).toBe(45007);
    const damaged = items(1, { reason: 'damaged', restock: false });
    expect(await call(app, 'process_return', 'R2', orderNo, 'W2', damaged)).toMatchObject({
      restocked_pieces: 0,
    });
    expect(await shop.count("SELECT SUM(quantity) FROM stock_movement WHERE kind = 'return'")).toBe(1);
    expect(await shop.mismatches()).toBe(0);
  });
});

describe('reprice', () => {
  const reprice = (amount: number | null, starts: string | null = null, ends: string | null = null) =>
    call(app, 'reprice', 'HAT', 'web', 'EUR', amount, null, starts, ends);
  const amounts = async () =>
    (
      await shop.workspace.rows(
        `SELECT p.amount FROM price AS p JOIN product_variant AS v USING (variant_id) WHERE v.sku = 'HAT' ORDER BY p.valid_from`,
      )
    ).map(({ amount }) => amount as string);

  it('changes the present and the future, and leaves the plan as it is', async () => {
    expect(await reprice(17.5, '2030-01-01')).toMatchObject({
      valid_from: '2030-01-01 00:00:00.000000',
      is_repeated: 0,
    });
    expect(await reprice(15, '2028-01-01', '2028-02-01')).toMatchObject({ is_repeated: 0 });
    expect(await amounts()).toEqual(['19.90', '15.00', '19.90', '17.50']);
    expect(await reprice(18)).toMatchObject({ valid_to: '2028-01-01 00:00:00.000000', is_repeated: 0 });
    expect(await reprice(18)).toMatchObject({ is_repeated: 1 });
    expect(await amounts()).toEqual(['19.90', '18.00', '15.00', '19.90', '17.50']);
  });

  it('refuses the past, no amount, an end before its start and a price that is not plausible', async () => {
    expect(await reprice(10, '2026-01-01')).toBe(45011);
    expect(await reprice(null)).toBe(45007);
    expect(await reprice(10, '2031-01-01', '2030-06-01')).toBe(45007);
    expect(await reprice(0.18)).toBe(45005);
    expect(await call(app, 'reprice', 'SCARF', 'web', 'EUR', 1, null, null, null)).toBe(45001);
    expect(await call(app, 'reprice', 'HAT', 'fax', 'EUR', 1, null, null, null)).toBe(45001);
    expect(await call(app, 'reprice', 'HAT', 'web', 'XXX', 1, null, null, null)).toBe(1452);
  });
});

describe('anonymise_customer', () => {
  /** In a personal column of every kind: text, number, address of the network, day of birth, postcode. */
  const PLANTED = 'planted|4915112345678|192.0.2.1|1971|99999';

  it('leaves nothing personal of the customer in the data database, and nobody else changes', async () => {
    const orderNo = await placed('erase', 1);
    await plantPersonalRows(orderNo);
    expect(await call(app, 'anonymise_customer', 'C1')).toBe(45012);
    const open = await shop.workspace.rows(
      `SELECT order_no FROM order_ref JOIN orders USING (order_id, placed_at) JOIN order_status_transition ON from_status = status_code GROUP BY order_no`,
    );
    for (const { order_no: number } of open) await call(app, 'cancel_order', number);
    expect(await call(app, 'anonymise_customer', 'C1')).toMatchObject({ is_repeated: 0 });
    expect(await call(app, 'anonymise_customer', 'C1')).toMatchObject({ is_repeated: 1 });
    expect(await call(app, 'anonymise_customer', 'C9')).toBe(45001);
    expect(await personalRows(PLANTED)).toEqual([]);
    expect(await personalRows('Bob')).not.toEqual([]);
    expect(await personalRows('Dock')).not.toEqual([]);
    expect(await call(app, 'place_order', 'erased', orderOf())).toBe(45001);
  });

  /** In every personal column that belongs to the customer. */
  async function plantPersonalRows(orderNo: string): Promise<void> {
    const one = `(SELECT order_id FROM order_ref WHERE order_no = '${orderNo}')`;
    const two = `(SELECT placed_at FROM order_ref WHERE order_no = '${orderNo}')`;
    const who = "(SELECT customer_id FROM customer WHERE customer_no = 'C1')";
    for (const statement of [
      "UPDATE customer SET given_name = 'planted', family_name = 'planted' WHERE customer_no = 'C1'",
      "UPDATE address SET recipient_name = 'planted', line1 = 'planted', line2 = 'planted', district = 'planted', postcode = '99999' WHERE address_no = 'A1'",
      `INSERT INTO customer_email (customer_id, email) VALUES (${who}, 'planted@example.com')`,
      `INSERT INTO customer_phone (customer_id, phone) VALUES (${who}, '+4915112345678')`,
      `INSERT INTO payment (idempotency_key, order_id, placed_at, payment_seq, method_code, amount, currency_code) VALUES ('p1', ${one}, ${two}, 1, 'wallet', 1, 'EUR')`,
      `INSERT INTO payment_event (event_no, payment_id, kind, occurred_at, detail) SELECT 'e1', payment_id, 'captured', UTC_TIMESTAMP(6), '{"x":"planted"}' FROM payment`,
      `INSERT INTO refund (refund_no, payment_id, amount, reason, requested_at) SELECT 'f1', payment_id, 1, 'planted', UTC_TIMESTAMP(6) FROM payment`,
      `INSERT INTO review (review_no, order_id, placed_at, rating, title, body) VALUES ('v1', ${one}, ${two}, 5, 'planted', 'planted')`,
      `INSERT INTO web_session (started_at, session_no, customer_id, channel_id, ip_address, user_agent, landing_url, referrer_url, attributes)
       VALUES (UTC_TIMESTAMP(6), 's1', ${who}, 1, '::ffff:192.0.2.1', 'planted', 'planted', 'planted', '{"x":"planted"}')`,
    ])
      await shop.workspace.admin.query(statement);
    // The columns of the list, so that a new one is planted and erased too.
    const planted = await personalRows(PLANTED);
    const columns = await shop.workspace.rows(
      `SELECT CONCAT(table_name, '.', column_name) AS name FROM ${DATABASE}_meta.pii_column
        WHERE database_role = 'data' AND table_name <> 'audit_event' ORDER BY 1`,
    );
    const expected = columns.map(({ name }) => name as string);
    expect(planted.toSorted()).toEqual(expected.toSorted());
  }

  /** The personal columns in which a text is found. */
  async function personalRows(pattern: string): Promise<string[]> {
    const columns = await shop.workspace.rows(
      `SELECT table_name AS t, column_name AS c FROM ${DATABASE}_meta.pii_column WHERE database_role = 'data' AND table_name <> 'audit_event'`,
    );
    const found: string[] = [];
    for (const { t, c } of columns)
      if (
        (await shop.count(
          `SELECT COUNT(*) FROM ${t} WHERE CONVERT(${c} USING utf8mb4) REGEXP '${pattern}'`,
        )) > 0
      )
        found.push(`${t}.${c}`);
    return found;
  }
});
