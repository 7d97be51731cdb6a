import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowDataPacket } from 'mysql2/promise';
import { call, openShop, orderOf, type Shop } from '../support/shop.ts';
import { sharedServer } from '../support/shared-server.ts';

// A partition that is not needed is not opened: each costs a look at its index, so what is read must not grow with them.

const DATABASE = 'aethertest_pruning';
const TABLES = ['orders', 'order_item', 'order_status_event', 'stock_movement', 'web_session'] as const;
const MORE = 24;

let shop: Shop;

beforeAll(async () => {
  shop = await openShop(sharedServer(), DATABASE);
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Index lookups of the session of the application, those of procedures and triggers with them. */
async function lookups(): Promise<number> {
  const [rows] = await shop.app.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Handler_read_key'");
  return Number(rows[0]?.['Value']);
}

async function setStatus(orderNo: string, ...codes: readonly string[]): Promise<void> {
  for (const code of codes)
    await shop.workspace.admin.query(
      `UPDATE ${DATABASE}.orders AS o JOIN ${DATABASE}.order_ref AS r USING (order_id, placed_at)
          SET o.status_code = ? WHERE r.order_no = ?`,
      [code, orderNo],
    );
}

/** What each procedure looks up on the way of one order, and of one that is called off. */
async function wayOfAnOrder(key: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  const measured = async (procedure: string, ...values: string[]) => {
    const before = await lookups();
    const answer = await call(shop.app, procedure, ...values);
    expect(answer, procedure).toBeTypeOf('object');
    found[procedure] = (await lookups()) - before;
    return String((answer as { order_no?: string }).order_no);
  };
  const content = orderOf({ items: [{ sku: 'SHIRT', quantity: 1 }], shipping_address_no: 'A1' });
  const orderNo = await measured('place_order', key, content);
  await measured('reserve_stock', orderNo, '1');
  await setStatus(orderNo, 'approved', 'processing');
  await measured('ship_order', orderNo, `P-${key}`, 'W1', 'DHL', 'T');
  const items = JSON.stringify([{ line_no: 1, quantity: 1, reason: 'unwanted', restock: true }]);
  await measured('process_return', `R-${key}`, orderNo, 'W1', items);
  const other = await measured('place_order', `${key}-2`, content);
  await measured('cancel_order', other);
  const before = await lookups();
  await shop.value('SELECT order_total(order_id) FROM (SELECT CAST(? AS UNSIGNED) AS order_id) AS o', [1]);
  found['order_total'] = (await lookups()) - before;
  return found;
}

async function addPartitions(): Promise<void> {
  const parts = Array.from({ length: MORE }, (_, index) => {
    const name = `p${2040 + Math.floor(index / 12)}${String((index % 12) + 1).padStart(2, '0')}`;
    const below = `${2040 + Math.floor((index + 1) / 12)}-${String(((index + 1) % 12) + 1).padStart(2, '0')}-01`;
    return `PARTITION ${name} VALUES LESS THAN ('${below}')`;
  });
  for (const table of TABLES)
    await shop.workspace.admin.query(
      `ALTER TABLE ${DATABASE}.${table} REORGANIZE PARTITION pmax INTO (${parts.join()}, PARTITION pmax VALUES LESS THAN (MAXVALUE))`,
    );
}

describe('procedures', () => {
  it(`look up the same with ${MORE} more partitions in every table`, async () => {
    await wayOfAnOrder('warm');
    const before = await wayOfAnOrder('few');
    await addPartitions();
    await wayOfAnOrder('warm-again');
    expect(await wayOfAnOrder('many')).toEqual(before);
  });
});

describe('views', () => {
  const partitions = async (select: string) => {
    const rows = await shop.workspace.rows(`EXPLAIN PARTITIONS ${select}`);
    return rows.flatMap(({ partitions: used }) => (used === null ? [] : [String(used)]));
  };

  it('open the months that are asked for', async () => {
    const month = "placed_at >= '2026-11-01' AND placed_at < '2026-12-01'";
    const used = await partitions(`SELECT * FROM ${DATABASE}.order_summary WHERE ${month}`);
    expect(used).toEqual(['p202611', 'p202611']);
    const sessions = "started_at >= '2026-11-01' AND started_at < '2026-12-01'";
    expect(await partitions(`SELECT * FROM ${DATABASE}.masked_web_session WHERE ${sessions}`)).toEqual([
      'p202611',
    ]);
  });
});
