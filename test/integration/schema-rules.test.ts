import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectAs } from '../support/admin.ts';
import { createSchema, insert, rowsOf, type SchemaDatabase } from '../support/schema-database.ts';
import { sharedServer } from '../support/shared-server.ts';

/** The numbers that the triggers signal, as sql/README.md lists them. */
const PARENT_MISSING = 45001;
const PERMANENT = 45002;
const CHILDREN_EXIST = 45003;
const STATUS_REFUSED = 45004;
const PRICE_IMPLAUSIBLE = 45005;
const CATEGORY_CYCLE = 45006;
const DUPLICATE = 1062;
const CHECK_FAILED = 4025;
const FOREIGN_KEY_PARENT = 1451;
const FOREIGN_KEY_CHILD = 1452;

const PLACED_AT = '2026-11-23 10:00:00.000000';

let database: SchemaDatabase;
let sql: Connection;
let other: Connection;
let variantId: number;
let supplierId: number;
let customerId: number;
let addressId: number;
let carrierId: number;

beforeAll(async () => {
  const server = sharedServer();
  database = await createSchema(server, 'aethertest_rules');
  sql = await database.connect();
  other = await database.connect();
  addressId = await insert(sql, 'address', { address_no: 'a1', country_code: 'BR', postcode: '01001' });
  customerId = await insert(sql, 'customer', { customer_no: 'c1' });
  supplierId = await insert(sql, 'supplier', { supplier_no: 's1', address_id: addressId });
  const productId = await insert(sql, 'product', { product_no: 'p1' });
  variantId = await insert(sql, 'product_variant', { product_id: productId, sku: 'v1' });
  carrierId = await insert(sql, 'carrier', { carrier_no: 'c1', name: 'Carrier' });
});

afterAll(async () => {
  await sql?.end();
  await other?.end();
  await database?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await sql.query('SET @aether_bulk = NULL, @aether_price_override = NULL');
});

let lastOrder = 0;

async function anchorOrder(placedAt = PLACED_AT): Promise<number> {
  lastOrder += 1;
  return insert(sql, 'order_ref', {
    order_no: `o${lastOrder}`,
    placed_at: placedAt,
    customer_id: customerId,
    channel_id: 1,
    currency_code: 'BRL',
  });
}

async function placeOrder(placedAt = PLACED_AT): Promise<number> {
  const orderId = await anchorOrder(placedAt);
  await insert(sql, 'orders', { order_id: orderId, placed_at: placedAt, shipping_address_id: addressId });
  return orderId;
}

function item(orderId: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    order_id: orderId,
    placed_at: PLACED_AT,
    line_no: 1,
    variant_id: variantId,
    supplier_id: supplierId,
    unit_price: '10.00',
    ...change,
  };
}

/** Expects the server to refuse with this error number. */
async function refused(work: Promise<unknown>, errno: number): Promise<void> {
  await expect(work).rejects.toMatchObject({ errno });
}

describe('the anchor of an order', () => {
  it('refuses an order, an item and an event without their order_ref', async () => {
    await refused(insert(sql, 'orders', { order_id: 999_999, placed_at: PLACED_AT }), PARENT_MISSING);
    await refused(insert(sql, 'order_item', item(999_999)), PARENT_MISSING);
    const event = {
      order_id: 999_999,
      placed_at: PLACED_AT,
      seq: 1,
      status_code: 'created',
      occurred_at: PLACED_AT,
    };
    await refused(insert(sql, 'order_status_event', event), PARENT_MISSING);
  });

  it('refuses an item that names another moment than its order', async () => {
    const orderId = await placeOrder();
    await refused(insert(sql, 'order_item', item(orderId, { placed_at: '2026-12-01' })), PARENT_MISSING);
  });

  it('refuses an item without variant or supplier, also by UPDATE', async () => {
    const orderId = await placeOrder();
    await refused(insert(sql, 'order_item', item(orderId, { variant_id: 999_999 })), PARENT_MISSING);
    await refused(insert(sql, 'order_item', item(orderId, { supplier_id: 999_999 })), PARENT_MISSING);
    await insert(sql, 'order_item', item(orderId, { supplier_id: null }));
    await refused(
      sql.query('UPDATE order_item SET supplier_id = 999999 WHERE order_id = ?', [orderId]),
      PARENT_MISSING,
    );
  });

  it('keeps order numbers unique over all months, and tells capitals apart', async () => {
    const row = { placed_at: PLACED_AT, customer_id: customerId, channel_id: 1, currency_code: 'BRL' };
    await insert(sql, 'order_ref', { ...row, order_no: 'Case' });
    await insert(sql, 'order_ref', { ...row, order_no: 'case' });
    await refused(insert(sql, 'order_ref', { ...row, order_no: 'case', placed_at: '2017-01-01' }), DUPLICATE);
  });

  it('refuses to delete an order that has items, by either table', async () => {
    const orderId = await placeOrder();
    await insert(sql, 'order_item', item(orderId));
    await refused(sql.query('DELETE FROM orders WHERE order_id = ?', [orderId]), CHILDREN_EXIST);
    await refused(sql.query('DELETE FROM order_ref WHERE order_id = ?', [orderId]), CHILDREN_EXIST);
  });

  it('deletes an order from its leaves to its anchor', async () => {
    const orderId = await placeOrder();
    for (const table of ['order_status_event', 'orders', 'order_ref']) {
      await sql.query(`DELETE FROM ${table} WHERE order_id = ?`, [orderId]);
    }
    expect(await rowsOf(sql, 'SELECT 1 FROM order_ref WHERE order_id = ?', [orderId])).toEqual([]);
  });

  it('sees an item that another session committed after the deleting one took its snapshot', async () => {
    const orderId = await placeOrder();
    await sql.query('DELETE FROM order_status_event WHERE order_id = ?', [orderId]);
    await other.query('SET SESSION innodb_snapshot_isolation = OFF');
    await other.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
    await insert(sql, 'order_item', item(orderId));
    try {
      await refused(other.query('DELETE FROM orders WHERE order_id = ?', [orderId]), CHILDREN_EXIST);
    } finally {
      await other.query('ROLLBACK');
    }
  });

  it('is written whenever a child is added or removed, which is what Galera compares between nodes', async () => {
    const orderId = await placeOrder();
    const fence = async () => {
      const [row] = await rowsOf(sql, 'SELECT fence FROM order_ref WHERE order_id = ?', [orderId]);
      return Number(row?.['fence']);
    };
    const placed = await fence();
    expect(placed).toBeGreaterThan(0);
    await insert(sql, 'order_item', item(orderId));
    expect(await fence()).toBe(placed + 1);
    await sql.query('DELETE FROM order_item WHERE order_id = ?', [orderId]);
    expect(await fence()).toBe(placed + 2);
    await sql.query('DELETE FROM order_status_event WHERE order_id = ?', [orderId]);
    await sql.query('DELETE FROM orders WHERE order_id = ?', [orderId]);
    expect(await fence()).toBe(placed + 3);
  });

  it('never changes what identifies an order', async () => {
    const orderId = await placeOrder();
    await insert(sql, 'order_item', item(orderId));
    const moved = "placed_at = '2026-12-01' WHERE order_id = ?";
    for (const table of ['order_ref', 'orders', 'order_item']) {
      await refused(sql.query(`UPDATE ${table} SET ${moved}`, [orderId]), PERMANENT);
    }
  });

  it('takes nothing new once the order is archived', async () => {
    const orderId = await placeOrder();
    await sql.query('UPDATE order_ref SET archived_at = UTC_TIMESTAMP(6) WHERE order_id = ?', [orderId]);
    await refused(insert(sql, 'order_item', item(orderId)), PARENT_MISSING);
  });

  it('stays while the archive needs it', async () => {
    const orderId = await anchorOrder();
    await sql.query('UPDATE order_ref SET archived_at = UTC_TIMESTAMP(6) WHERE order_id = ?', [orderId]);
    await refused(sql.query('DELETE FROM order_ref WHERE order_id = ?', [orderId]), CHILDREN_EXIST);
  });

  it('lets a store sell in its own channel only', async () => {
    const storeId = await insert(sql, 'store', {
      store_no: 'st1',
      name: 'Store',
      channel_id: 3,
      address_id: addressId,
    });
    const row = { placed_at: PLACED_AT, customer_id: customerId, currency_code: 'BRL', store_id: storeId };
    await refused(insert(sql, 'order_ref', { ...row, order_no: 'st-web', channel_id: 1 }), FOREIGN_KEY_CHILD);
    await insert(sql, 'order_ref', { ...row, order_no: 'st-retail', channel_id: 3 });
  });
});

describe('the way of an order through its states', () => {
  const move = (orderId: number, status: string) =>
    sql.query('UPDATE orders SET status_code = ? WHERE order_id = ?', [status, orderId]);

  it('writes an event for every step', async () => {
    const orderId = await placeOrder();
    for (const status of ['approved', 'processing', 'shipped', 'delivered']) await move(orderId, status);
    const events = await rowsOf(
      sql,
      'SELECT seq, status_code FROM order_status_event WHERE order_id = ? ORDER BY seq',
      [orderId],
    );
    expect(events.map((event) => [event['seq'], event['status_code']])).toEqual([
      [1, 'created'],
      [2, 'approved'],
      [3, 'processing'],
      [4, 'shipped'],
      [5, 'delivered'],
    ]);
  });

  it('refuses a jump, a step back and an unknown state', async () => {
    const orderId = await placeOrder();
    await refused(move(orderId, 'delivered'), STATUS_REFUSED);
    await move(orderId, 'canceled');
    await refused(move(orderId, 'created'), STATUS_REFUSED);
    await refused(move(orderId, 'no_such_state'), STATUS_REFUSED);
  });

  it('refuses an order that starts in the middle, and an event of its own', async () => {
    const orderId = await anchorOrder();
    await refused(
      insert(sql, 'orders', { order_id: orderId, placed_at: PLACED_AT, status_code: 'shipped' }),
      STATUS_REFUSED,
    );
    await insert(sql, 'orders', { order_id: orderId, placed_at: PLACED_AT });
    const event = {
      order_id: orderId,
      placed_at: PLACED_AT,
      seq: 2,
      status_code: 'shipped',
      occurred_at: PLACED_AT,
    };
    await refused(insert(sql, 'order_status_event', event), STATUS_REFUSED);
  });
});

describe('what refers to a line of an order', () => {
  it('must refer to an existing one, which then stays', async () => {
    const orderId = await placeOrder();
    await insert(sql, 'order_item', item(orderId));
    const order = { order_id: orderId, placed_at: PLACED_AT };
    const shipmentId = await insert(sql, 'shipment', {
      ...order,
      shipment_no: `sh${orderId}`,
      carrier_id: carrierId,
    });
    const returnId = await insert(sql, 'return_request', {
      ...order,
      return_no: `r${orderId}`,
      requested_at: PLACED_AT,
    });
    const returned = { return_id: returnId, reason_code: 'damaged' };
    await refused(insert(sql, 'shipment_item', { shipment_id: shipmentId, line_no: 2 }), PARENT_MISSING);
    await refused(insert(sql, 'return_item', { ...returned, line_no: 2 }), PARENT_MISSING);
    await insert(sql, 'shipment_item', { shipment_id: shipmentId, line_no: 1 });
    await refused(sql.query('DELETE FROM order_item WHERE order_id = ?', [orderId]), CHILDREN_EXIST);
    await sql.query('DELETE FROM shipment_item WHERE shipment_id = ?', [shipmentId]);
    await insert(sql, 'return_item', { ...returned, line_no: 1 });
    await refused(sql.query('DELETE FROM order_item WHERE order_id = ?', [orderId]), CHILDREN_EXIST);
  });

  it('stays with the order that it was made for', async () => {
    const [mine, theirs] = [await placeOrder(), await placeOrder()];
    const shipment = {
      order_id: mine,
      placed_at: PLACED_AT,
      shipment_no: `sh${mine}`,
      carrier_id: carrierId,
    };
    const shipmentId = await insert(sql, 'shipment', shipment);
    await refused(
      sql.query('UPDATE shipment SET order_id = ? WHERE shipment_id = ?', [theirs, shipmentId]),
      PERMANENT,
    );
    await sql.query("UPDATE shipment SET tracking_no = 'T1' WHERE shipment_id = ?", [shipmentId]);
  });
});

describe('rows that stay for ever', () => {
  const permanent: [table: string, key: string][] = [
    ['address', 'address_id'],
    ['channel', 'channel_id'],
    ['customer', 'customer_id'],
    ['order_status', 'status_code'],
    ['product_variant', 'variant_id'],
    ['supplier', 'supplier_id'],
    ['warehouse', 'warehouse_id'],
  ];

  let warehouseId: number;

  beforeAll(async () => {
    warehouseId = await insert(sql, 'warehouse', {
      warehouse_no: 'w1',
      name: 'House',
      address_id: addressId,
    });
  });

  it.each(permanent)('%s is neither deleted nor replaced nor given another %s', async (table, key) => {
    await refused(sql.query(`DELETE FROM ${table}`), PERMANENT);
    await refused(sql.query(`REPLACE INTO ${table} SELECT * FROM ${table} LIMIT 1`), PERMANENT);
    await refused(sql.query(`UPDATE ${table} SET ${key} = 9999`), PERMANENT);
    await expect(sql.query(`TRUNCATE TABLE ${table}`)).rejects.toMatchObject({ errno: 1701 });
  });

  it('checks that movements and sessions refer to existing rows', async () => {
    const movement = {
      moved_at: PLACED_AT,
      movement_no: 'm1',
      quantity: 1,
      kind: 'receipt',
      warehouse_id: warehouseId,
    };
    await refused(insert(sql, 'stock_movement', { ...movement, variant_id: 999_999 }), PARENT_MISSING);
    await refused(
      insert(sql, 'stock_movement', { ...movement, variant_id: variantId, warehouse_id: 999_999 }),
      PARENT_MISSING,
    );
    await insert(sql, 'stock_movement', { ...movement, variant_id: variantId });
    await refused(sql.query('UPDATE stock_movement SET quantity = 2'), PERMANENT);
    const session = { started_at: PLACED_AT, session_no: 'ws1', channel_id: 1 };
    await refused(insert(sql, 'web_session', { ...session, customer_id: 999_999 }), PARENT_MISSING);
    await insert(sql, 'web_session', {
      ...session,
      attributes: '{"utm":{"source":"mail"}}',
      ip_address: '::1',
    });
    await refused(sql.query('UPDATE web_session SET customer_id = 999999'), PARENT_MISSING);
    expect(await rowsOf(sql, 'SELECT utm_source FROM web_session')).toEqual([{ utm_source: 'mail' }]);
  });
});

describe('prices', () => {
  const price = (amount: string, from: string, to = '9999-12-31') =>
    insert(sql, 'price', {
      variant_id: variantId,
      channel_id: 1,
      currency_code: 'BRL',
      amount,
      valid_from: from,
      valid_to: to,
    });

  beforeEach(async () => {
    await sql.query('DELETE FROM price');
    await price('100.00', '2026-01-01');
  });

  it('never overlap', async () => {
    await refused(price('90.00', '2026-06-01', '2026-07-01'), DUPLICATE);
    await price('90.00', '2025-06-01', '2026-01-01');
  });

  it('are cut in pieces by a change for a time, and remember what was believed before', async () => {
    const [before] = await rowsOf(sql, 'SELECT NOW(6) AS at');
    await sql.query(
      "UPDATE price FOR PORTION OF validity FROM '2026-11-27' TO '2026-12-01' SET amount = 70 WHERE variant_id = ?",
      [variantId],
    );
    const periods = await rowsOf(
      sql,
      'SELECT amount, DATE(valid_from) AS since FROM price ORDER BY valid_from',
    );
    expect(periods.map((period) => [period['amount'], period['since']])).toEqual([
      ['100.00', '2026-01-01'],
      ['70.00', '2026-11-27'],
      ['100.00', '2026-12-01'],
    ]);
    expect(
      await rowsOf(sql, 'SELECT amount FROM price FOR SYSTEM_TIME AS OF ?', [before?.['at']]),
    ).toHaveLength(1);
  });

  it('refuse a slipped decimal point unless told', async () => {
    await refused(sql.query('UPDATE price SET amount = 1000'), PRICE_IMPLAUSIBLE);
    await refused(sql.query('UPDATE price SET amount = 0'), PRICE_IMPLAUSIBLE);
    await sql.query("UPDATE price SET valid_to = '2026-06-01'");
    await refused(price('10.00', '2026-06-01'), PRICE_IMPLAUSIBLE);
    await sql.query('SET @aether_price_override = 1');
    await price('10.00', '2026-06-01');
  });
});

describe('stock', () => {
  it('never goes below zero and is never promised twice', async () => {
    const warehouseId = await insert(sql, 'warehouse', {
      warehouse_no: 'w2',
      name: 'House',
      address_id: addressId,
    });
    await insert(sql, 'stock_level', {
      warehouse_id: warehouseId,
      variant_id: variantId,
      on_hand: 3,
      reserved: 2,
    });
    await refused(sql.query('UPDATE stock_level SET reserved = reserved + 2'), CHECK_FAILED);
    await refused(sql.query('UPDATE stock_level SET reserved = 0, on_hand = on_hand - 4'), CHECK_FAILED);
    expect(await rowsOf(sql, 'SELECT available FROM stock_level')).toEqual([{ available: 1 }]);
  });
});

describe('categories', () => {
  const category = (no: string, parentId: number | null) =>
    insert(sql, 'category', { category_no: no, parent_id: parentId });
  const below = async (id: number) => {
    const rows = await rowsOf(
      sql,
      `SELECT category_no, depth FROM category_closure JOIN category ON category_id = descendant_id
        WHERE ancestor_id = ? ORDER BY depth, category_no`,
      [id],
    );
    return rows.map((row) => `${row['category_no']} ${row['depth']}`);
  };

  it('move with everything below them, never below themselves, and leave only as leaves', async () => {
    const [home, garden] = [await category('home', null), await category('garden', null)];
    const kitchen = await category('kitchen', home);
    const pans = await category('pans', kitchen);
    expect(await below(home)).toEqual(['home 0', 'kitchen 1', 'pans 2']);
    await sql.query('UPDATE category SET parent_id = ? WHERE category_id = ?', [garden, kitchen]);
    expect(await below(home)).toEqual(['home 0']);
    expect(await below(garden)).toEqual(['garden 0', 'kitchen 1', 'pans 2']);
    const place = (parent: number, id: number) =>
      sql.query('UPDATE category SET parent_id = ? WHERE category_id = ?', [parent, id]);
    await refused(place(pans, garden), CATEGORY_CYCLE);
    await refused(place(pans, pans), CATEGORY_CYCLE);
    await refused(sql.query('DELETE FROM category WHERE category_id = ?', [kitchen]), FOREIGN_KEY_PARENT);
    expect(await below(garden)).toEqual(['garden 0', 'kitchen 1', 'pans 2']);
    await sql.query('DELETE FROM category WHERE category_id = ?', [pans]);
    await sql.query('UPDATE category SET parent_id = NULL WHERE category_id = ?', [kitchen]);
    expect(await below(garden)).toEqual(['garden 0']);
    expect(await below(kitchen)).toEqual(['kitchen 0']);
  });
});

describe('a bulk load', () => {
  it('skips the checks of each row, and nothing else, if it is of the account of aether ingest', async () => {
    const load = await connectAs(sharedServer(), 'ingest', database.name);
    try {
      await load.query('SET @aether_bulk = 1');
      await insert(load, 'order_item', item(888_888, { variant_id: 999_999 }));
      await insert(load, 'orders', { order_id: 888_888, placed_at: PLACED_AT, status_code: 'delivered' });
      await load.query("UPDATE orders SET status_code = 'created' WHERE order_id = 888888");
      expect(await rowsOf(sql, 'SELECT 1 FROM order_status_event WHERE order_id = 888888')).toEqual([]);
      await refused(load.query('DELETE FROM customer'), PERMANENT);
      await refused(load.query('DELETE FROM orders WHERE order_id = 888888'), CHILDREN_EXIST);
      await load.query('DELETE FROM order_item WHERE order_id = 888888');
      await load.query('DELETE FROM orders WHERE order_id = 888888');
      await load.query('SET @aether_bulk = NULL');
      await refused(insert(load, 'order_item', item(888_888)), PARENT_MISSING);
    } finally {
      await load.end();
    }
  });

  it('of any other account skips nothing, whatever it sets', async () => {
    await sql.query('SET @aether_bulk = 1');
    const orderId = await placeOrder();
    await refused(insert(sql, 'order_item', item(888_888)), PARENT_MISSING);
    await refused(insert(sql, 'order_item', item(orderId, { variant_id: 999_999 })), PARENT_MISSING);
    await refused(
      insert(sql, 'orders', { order_id: 888_888, placed_at: PLACED_AT, status_code: 'created' }),
      PARENT_MISSING,
    );
    await refused(
      sql.query("UPDATE orders SET status_code = 'delivered' WHERE order_id = ?", [orderId]),
      STATUS_REFUSED,
    );
    await refused(
      insert(sql, 'web_session', { started_at: PLACED_AT, session_no: 's9', channel_id: 999 }),
      PARENT_MISSING,
    );
    expect(
      await rowsOf(sql, 'SELECT seq FROM order_status_event WHERE order_id = ?', [orderId]),
    ).toHaveLength(1);
  });
});

describe('what real data needs', () => {
  it('keeps the text of a review byte for byte', async () => {
    const orderId = await placeOrder();
    const body = 'Ótimo 🥰🫠\r\n"produto" \\ \\N , ; \t fim ';
    await insert(sql, 'review', {
      review_no: 'rv1',
      order_id: orderId,
      placed_at: PLACED_AT,
      rating: 5,
      body,
    });
    const [row] = await rowsOf(sql, "SELECT body, HEX(body) AS hex FROM review WHERE review_no = 'rv1'");
    expect(row?.['body']).toBe(body);
    expect(row?.['hex']).toBe(Buffer.from(body).toString('hex').toUpperCase());
  });

  it('takes one review number for two orders, and once for each', async () => {
    const [first, second] = [await placeOrder(), await placeOrder()];
    const review = (orderId: number) =>
      insert(sql, 'review', { review_no: 'rv2', order_id: orderId, placed_at: PLACED_AT, rating: 1 });
    await review(first);
    await review(second);
    await refused(review(first), DUPLICATE);
  });

  it('takes 29 payments of one order, one of them 0.00, and each key once', async () => {
    const orderId = await placeOrder();
    const payment = (seq: number) => ({
      idempotency_key: `o${orderId}:${seq}`,
      order_id: orderId,
      placed_at: PLACED_AT,
      payment_seq: seq,
      method_code: seq === 1 ? 'not_defined' : 'voucher',
      amount: '0.00',
      currency_code: 'BRL',
    });
    for (let seq = 1; seq <= 29; seq += 1) await insert(sql, 'payment', payment(seq));
    await refused(insert(sql, 'payment', payment(29)), DUPLICATE);
    await refused(sql.query('DELETE FROM order_ref WHERE order_id = ?', [orderId]), CHILDREN_EXIST);
  });

  it('takes a postcode point under two spellings, and each once', async () => {
    const point = {
      country_code: 'BR',
      postcode: '01026',
      latitude: '-23.53984025',
      longitude: '-46.63026395',
      region_code: 'SP',
    };
    await insert(sql, 'postcode_point', { ...point, place_name: 'são paulo' });
    await insert(sql, 'postcode_point', { ...point, place_name: 'sao paulo' });
    await refused(insert(sql, 'postcode_point', { ...point, place_name: 'sao paulo' }), DUPLICATE);
    expect(await rowsOf(sql, 'SELECT DISTINCT postcode FROM postcode_point')).toEqual([
      { postcode: '01026' },
    ]);
  });

  it('knows an e-mail address by its letters, whatever their case', async () => {
    await insert(sql, 'customer_email', { customer_id: customerId, email: 'Jose@Example.com ' });
    await refused(
      insert(sql, 'customer_email', { customer_id: customerId, email: 'jose@example.com' }),
      DUPLICATE,
    );
    await insert(sql, 'customer_email', { customer_id: customerId, email: 'josé@example.com' });
  });
});

describe('partitions', () => {
  it('take each order into its year or month, and are pruned by placed_at', async () => {
    const old = '2017-05-01 12:00:00';
    const orderId = await placeOrder(old);
    const plan = async (where: string) => {
      const rows = await rowsOf(sql, `EXPLAIN PARTITIONS SELECT * FROM orders WHERE ${where}`);
      return rows[0]?.['partitions'];
    };
    expect(await rowsOf(sql, 'SELECT order_id FROM orders PARTITION (p2017)')).toEqual([
      { order_id: String(orderId) },
    ]);
    expect(await plan(`order_id = ${orderId} AND placed_at = '${old}'`)).toBe('p2017');
    expect(await plan("placed_at >= '2026-11-01' AND placed_at < '2026-12-01'")).toBe('p202611');
    expect(await plan("placed_at >= '2028-01-01'")).toBe('pmax');
  });

  it('are opened one at a time by a join over the whole key of an order', async () => {
    const read = async () => {
      const [row] = await rowsOf(sql, "SHOW SESSION STATUS LIKE 'Handler_read_key'");
      return Number(row?.['Value']);
    };
    const orderId = await placeOrder();
    await insert(sql, 'order_item', item(orderId));
    const before = await read();
    await rowsOf(
      sql,
      'SELECT line_no FROM order_ref JOIN order_item USING (order_id, placed_at) WHERE order_id = ?',
      [orderId],
    );
    expect((await read()) - before).toBeLessThanOrEqual(3);
  });
});
