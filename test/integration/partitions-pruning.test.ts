import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { call, openShop, orderOf, setStatus, type Shop } from '../support/shop.ts';
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

/** Index lookups of a session, those of procedures and triggers with them. */
async function lookups(session: Pick<Connection, 'query'>, work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const [rows] = await session.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Handler_read_key'");
    return Number(rows[0]?.['Value']);
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

/** What is looked up on the way of one order, and of one that is called off; by what looks it up. */
async function wayOfAnOrder(key: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  const measured = async (procedure: string, ...values: string[]) => {
    let answer: unknown;
    found[procedure] = await lookups(shop.app, async () => {
      answer = await call(shop.app, procedure, ...values);
    });
    expect(answer, procedure).toBeTypeOf('object');
    return String((answer as { order_no?: string }).order_no);
  };
  const content = orderOf({ items: [{ sku: 'SHIRT', quantity: 1 }], shipping_address_no: 'A1' });
  const orderNo = await measured('place_order', key, content);
  await measured('reserve_stock', orderNo, '1');
  await setStatus(shop, orderNo, 'approved', 'processing');
  await measured('ship_order', orderNo, `P-${key}`, 'W1', 'DHL', 'T');
  const items = JSON.stringify([{ line_no: 1, quantity: 1, reason: 'unwanted', restock: true }]);
  await measured('process_return', `R-${key}`, orderNo, 'W1', items);
  const other = await measured('place_order', `${key}-2`, content);
  await measured('cancel_order', other);
  const { admin } = shop.workspace;
  found['order_total'] = await lookups(admin, () =>
    admin.query('SELECT order_total(order_id) FROM order_ref WHERE order_no = ?', [orderNo]),
  );
  found['order_summary'] = await lookups(admin, () =>
    admin.query('SELECT * FROM order_summary WHERE order_no = ?', [orderNo]),
  );
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

describe('procedures and views', () => {
  it(`look up the same with ${MORE} more partitions in every table`, async () => {
    await wayOfAnOrder('warm');
    const before = await wayOfAnOrder('few');
    await addPartitions();
    await wayOfAnOrder('warm-again');
    expect(await wayOfAnOrder('many')).toEqual(before);
  });
});

describe('views', () => {
  const opened = async (view: string, where: string) => {
    const rows = await shop.workspace.rows(`EXPLAIN PARTITIONS SELECT * FROM ${view} WHERE ${where}`);
    return rows.flatMap(({ table, partitions }) => (partitions === null ? [] : [`${table}: ${partitions}`]));
  };

  it('open the month that is asked for', async () => {
    const month = (column: string) => `${column} >= '2026-11-01' AND ${column} < '2026-12-01'`;
    expect(await opened('order_summary', month('placed_at'))).toContain('o: p202611');
    expect(await opened('masked_web_session', month('started_at'))).toEqual(['t: p202611']);
  });
});
