import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { eventually } from '../support/eventually.ts';
import { call, openShop, orderOf, placeUntilAnswered, restock, type Shop } from '../support/shop.ts';
import { sharedServer } from '../support/shared-server.ts';

// Orders placed by an account that may execute routines and read no table; the rest of the routines: shop-routines.test.ts.

const DATABASE = 'aethertest_orders';

let shop: Shop;
let app: Connection;

beforeAll(async () => {
  shop = await openShop(sharedServer(), DATABASE);
  app = shop.app;
});

beforeEach(() => restock(shop.workspace.admin));

afterAll(() => shop[Symbol.asyncDispose]());

const ORDERS = 'SELECT COUNT(*) FROM order_ref';
const RESERVED = 'SELECT COALESCE(SUM(reserved), 0) FROM stock_level';

describe('place_order', () => {
  it('makes one order for one key, in any spelling of the JSON', async () => {
    const items = [{ sku: 'SHIRT', quantity: 7, unit_price: 19.9, tax_percent: 19, freight_amount: 4.9 }];
    const first = await call(app, 'place_order', 'twice', orderOf({ items, shipping_address_no: 'A1' }));
    const again = await call(
      app,
      'place_order',
      'twice',
      JSON.stringify({ items, ...JSON.parse(orderOf({ shipping_address_no: 'A1', items })) }, null, 2),
    );
    // 7 x 19.90, 19 % of it, and the freight.
    expect(first).toMatchObject({ total_amount: '170.67', currency_code: 'EUR', is_repeated: 0 });
    expect(again).toEqual({ ...(first as object), is_repeated: 1 });
    expect(await call(app, 'place_order', 'twice', orderOf())).toBe(45008);
    expect(await shop.count(RESERVED)).toBe(7);
    expect(await shop.mismatches()).toBe(0);
  });

  it.each([
    ['no key', '', {}, 45007],
    ['a key that is misspelt', 'k', { curency: 'EUR' }, 45007],
    ['no items', 'k', { items: [] }, 45007],
    ['items that are no list', 'k', { items: { sku: 'SHIRT', quantity: 1 } }, 45007],
    ['an item that is no object', 'k', { items: [5] }, 45007],
    [
      'a misspelt key in the second item',
      'k',
      {
        items: [
          { sku: 'HAT', quantity: 1 },
          { sku: 'HAT', quantitty: 1 },
        ],
      },
      45007,
    ],
    ['no quantity', 'k', { items: [{ sku: 'SHIRT' }] }, 45007],
    ['a quantity of 0', 'k', { items: [{ sku: 'SHIRT', quantity: 0 }] }, 45007],
    ['half a piece', 'k', { items: [{ sku: 'SHIRT', quantity: 0.5 }] }, 45007],
    ['a negative price', 'k', { items: [{ sku: 'SHIRT', quantity: 1, unit_price: -1 }] }, 45007],
    ['another customer', 'k', { customer_no: 'C9' }, 45001],
    ['another channel', 'k', { channel: 'fax' }, 45001],
    ['another currency', 'k', { currency: 'XXX' }, 45001],
    ['a store that is none of the channel', 'k', { store_no: 'S1' }, 45001],
    ["somebody else's address", 'k', { shipping_address_no: 'A2' }, 45001],
    ['an unknown article', 'k', { items: [{ sku: 'SCARF', quantity: 1 }] }, 45010],
    ['a channel without a price', 'k', { channel: 'mobile' }, 45010],
    [
      'a price that is another one now',
      'k',
      { items: [{ sku: 'SHIRT', quantity: 1, unit_price: 9.9 }] },
      45010,
    ],
    [
      'more than there is',
      'k',
      {
        items: [
          { sku: 'HAT', quantity: 1 },
          { sku: 'SHIRT', quantity: 11 },
        ],
      },
      45009,
    ],
  ])('refuses %s and writes nothing', async (_fault, key, changes, errno) => {
    const before = await shop.count(ORDERS);
    expect(await call(app, 'place_order', key, orderOf(changes))).toBe(errno);
    expect(await shop.count(ORDERS)).toBe(before);
    expect(await shop.count(RESERVED)).toBe(0);
    expect(await shop.value('SELECT @@in_transaction')).toBe(0);
  });

  it('refuses what is not JSON, and nothing at all', async () => {
    expect(await call(app, 'place_order', 'k', '{')).toBe(45007);
    expect(await call(app, 'place_order', 'k', '[]')).toBe(45007);
    expect(await call(app, 'place_order', 'k', null)).toBe(45007);
    expect(await call(app, 'place_order', null, orderOf())).toBe(45007);
  });

  it('sells K pieces to N buyers who come at once, and not one more', async () => {
    const before = await shop.count(ORDERS);
    const buyers = await Promise.all(Array.from({ length: 6 }, () => shop.open()));
    const answers = await Promise.all(
      buyers.map(async (connection, index) => {
        const own: unknown[] = [];
        for (let round = 0; round < 4; round += 1) {
          const items = [
            { sku: 'HAT', quantity: 1 },
            { sku: 'SHIRT', quantity: 1 },
          ];
          if (index % 2 === 0) items.reverse();
          own.push(await placeUntilAnswered(connection, `many-${index}-${round}`, orderOf({ items })));
        }
        return own;
      }),
    );
    await Promise.all(buyers.map((connection) => connection.end()));
    const refused = answers.flat().filter((answer) => answer === 45009);
    expect(answers.flat()).toHaveLength(24);
    expect(refused).toHaveLength(14);
    expect(await shop.count(ORDERS)).toBe(before + 10);
    expect(await shop.count(RESERVED)).toBe(20);
    expect(await shop.mismatches()).toBe(0);
  });

  it('makes one order if one key comes in two sessions at once', async () => {
    const before = await shop.count(ORDERS);
    const other = await shop.open();
    for (let round = 0; round < 8; round += 1) {
      const answers = await Promise.all(
        [app, other].map((connection) => placeUntilAnswered(connection, `same-${round}`, orderOf())),
      );
      const [first, second] = answers as { order_no: string; is_repeated: number }[];
      expect(first?.order_no).toBe(second?.order_no);
      expect((first?.is_repeated ?? 0) + (second?.is_repeated ?? 0)).toBe(1);
    }
    await other.end();
    expect(await shop.count(ORDERS)).toBe(before + 8);
  });

  it('a session killed at any moment and the same key again make one order', async () => {
    const before = await shop.count(ORDERS);
    for (let round = 0; round < 10; round += 1) {
      const victim = await shop.open();
      const { threadId } = victim;
      victim.on('error', () => undefined);
      const ended = call(victim, 'place_order', `killed-${round}`, orderOf()).catch(() => 'gone');
      await new Promise((resolve) => setTimeout(resolve, round));
      await shop.workspace.admin.query(`KILL HARD CONNECTION ${threadId}`).catch(() => undefined);
      await ended;
      victim.destroy();
      expect(await placeUntilAnswered(app, `killed-${round}`, orderOf())).toMatchObject({
        order_no: expect.any(String),
      });
    }
    expect(await shop.count(ORDERS)).toBe(before + 10);
    expect(await shop.count(RESERVED)).toBe(10);
    expect(await shop.mismatches()).toBe(0);
  });
});

describe('a call that is ended while it waits', () => {
  it.each([
    ['by max_statement_time', 1969],
    ['by KILL QUERY', 1317],
  ])('%s leaves nothing open, and can come again', async (how, errno) => {
    const blocker = await shop.open();
    const victim = await shop.open();
    try {
      await blocker.query('START TRANSACTION');
      await call(blocker, 'place_order', `blocker-${errno}`, orderOf());
      if (errno === 1969) await victim.query('SET max_statement_time = 1');
      const ended = call(victim, 'place_order', how, orderOf());
      if (errno === 1317) {
        const waits = `SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'`;
        await eventually('the call waits for a lock', async () => (await shop.count(waits)) > 0 || undefined);
        await shop.workspace.admin.query(`KILL QUERY ${victim.threadId}`);
      }
      expect(await ended).toBe(errno);
      const [[state]] = await victim.query<RowDataPacket[]>('SELECT @@in_transaction AS state');
      expect(state).toEqual({ state: 0 });
      await blocker.query('ROLLBACK');
      expect(await call(victim, 'place_order', how, orderOf())).toMatchObject({ is_repeated: 0 });
    } finally {
      await blocker.end();
      await victim.end();
    }
    expect(await shop.count(RESERVED)).toBe(1);
  });
});

describe("in the caller's transaction", () => {
  it('commits nothing: ROLLBACK takes the order back', async () => {
    const before = await shop.count(ORDERS);
    await app.query('START TRANSACTION');
    expect(await call(app, 'place_order', 'back', orderOf())).toMatchObject({ is_repeated: 0 });
    expect(await shop.value('SELECT @@in_transaction')).toBe(1);
    await app.query('ROLLBACK');
    expect(await shop.count(ORDERS)).toBe(before);
    expect(await shop.count(RESERVED)).toBe(0);
  });

  it('neither does it with autocommit off', async () => {
    const before = await shop.count(ORDERS);
    await app.query('SET autocommit = 0');
    expect(await call(app, 'place_order', 'off', orderOf())).toMatchObject({ is_repeated: 0 });
    await app.query('ROLLBACK');
    await app.query('SET autocommit = 1');
    expect(await shop.count(ORDERS)).toBe(before);
  });

  it('a refused call takes back its own work alone', async () => {
    const before = await shop.count(ORDERS);
    await app.query('START TRANSACTION');
    await call(app, 'place_order', 'kept', orderOf());
    const items = [
      { sku: 'HAT', quantity: 1 },
      { sku: 'SHIRT', quantity: 99 },
    ];
    expect(await call(app, 'place_order', 'refused', orderOf({ items }))).toBe(45009);
    await app.query('COMMIT');
    expect(await shop.count(ORDERS)).toBe(before + 1);
    expect(await shop.count(RESERVED)).toBe(1);
  });

  it('a deadlock is said as a deadlock', async () => {
    const other = await shop.open();
    await app.query('START TRANSACTION');
    await other.query('START TRANSACTION');
    await call(app, 'place_order', 'dead-1', orderOf({ items: [{ sku: 'HAT', quantity: 1 }] }));
    await call(other, 'place_order', 'dead-2', orderOf({ items: [{ sku: 'SHIRT', quantity: 1 }] }));
    const answers = await Promise.all([
      call(app, 'place_order', 'dead-3', orderOf({ items: [{ sku: 'SHIRT', quantity: 1 }] })),
      call(other, 'place_order', 'dead-4', orderOf({ items: [{ sku: 'HAT', quantity: 1 }] })),
    ]);
    await app.query('ROLLBACK');
    await other.query('ROLLBACK');
    await other.end();
    expect(answers.filter((answer) => answer === 1213)).toHaveLength(1);
    expect(await shop.count(RESERVED)).toBe(0);
  });
});
