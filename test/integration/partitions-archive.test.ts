import { rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from 'mysql2/promise';
import { connectAs } from '../support/admin.ts';
import { documentOf } from '../support/aether-cli.ts';
import { digestEach, emptyArchive, ORDER_TABLES, PARTITION, plantOrders } from '../support/order-month.ts';
import { sharedServer } from '../support/shared-server.ts';
import { plantShop } from '../support/shop.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_archive';
const ARCHIVE = `${DATABASE}_archive`;
const META = `${DATABASE}_meta`;

let shop: Workspace;
/** A session of the account whose rows the triggers do not check. */
let bulk: Connection;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE, archiveDirectory: 'archive' });
  await shop.applySchema();
  await shop.admin.query(`USE ${DATABASE}`);
  await plantShop(shop.admin);
  bulk = await connectAs(sharedServer(), 'ingest', DATABASE);
});
afterAll(async () => {
  await bulk.end();
  await shop[Symbol.asyncDispose]();
});

/** Sessions with every kind of value that a text file can spoil. */
async function plantSessions(): Promise<void> {
  await shop.admin.query(`DELETE FROM web_session`);
  await shop.admin.query(
    `INSERT INTO web_session (started_at, session_no, channel_id, ip_address, user_agent, landing_url, attributes)
     VALUES ('2026-01-01', 'a', 1, '::1', 'tab\\t back\\\\slash', 'line\\nend\\r', '{"utm": {"source": "\\\\\\\\N"}}'),
            ('2026-01-31 23:59:59.999999', 'b', 1, NULL, '\\\\N', '', NULL),
            ('2026-01-15', 'c', 1, '::ffff:10.0.0.1', CONCAT('zero', CHAR(0), 'ctrl', CHAR(26)), 'größe 😀', '{}')`,
  );
}

const digests = (tables: readonly string[]) => digestEach(shop, tables);
const count = async (from: string) =>
  Number((await shop.rows(`SELECT COUNT(*) AS n FROM ${from}`))[0]?.['n']);
const states = async () =>
  (await shop.rows(`SELECT table_name AS t, state FROM ${META}.partition_archive ORDER BY 1`)).map(
    (row) => `${row['t']} ${row['state']}`,
  );
const archive = (...args: string[]) => shop.run(['partitions', 'archive', '--yes', ...args]);
const restore = (...args: string[]) => shop.run(['partitions', 'restore', '--yes', ...args]);

beforeEach(async () => {
  await emptyArchive(shop);
  await plantOrders(bulk, DATABASE);
  await plantSessions();
});

describe('partitions archive', () => {
  it('moves the months that are older than keep_months, and no others', async () => {
    await shop.admin.query(`UPDATE ${META}.partition_policy SET keep_months = 3 WHERE policy_group = 'web'`);
    await shop.admin.query(
      `INSERT INTO web_session (started_at, session_no, channel_id) VALUES (UTC_TIMESTAMP(6), 'now', 1)`,
    );
    const { exitCode, stdout, stderr } = await archive('web');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain('2 steps done.');
    expect(await count(`${DATABASE}.web_session`)).toBe(1);
    expect(await count(`${ARCHIVE}.web_session__${PARTITION}`)).toBe(3);
    expect(await states()).toEqual(['web_session exported']);
    expect((await archive('web')).stdout).toContain('stays beside its file for 7 more days');
    await shop.admin.query(`UPDATE ${META}.partition_policy SET keep_months = 13 WHERE policy_group = 'web'`);
  });

  it('lets the tables of an order leave together, and closes their order numbers', async () => {
    const before = await digests(ORDER_TABLES);
    expect((await archive('orders', PARTITION)).exitCode).toBe(0);
    expect(await states()).toEqual(['order_item exported', 'order_status_event exported', 'orders exported']);
    expect(await count('orders')).toBe(0);
    expect(await count('order_ref WHERE archived_at IS NOT NULL')).toBe(20);
    const written = shop.rows(
      `INSERT INTO orders (order_id, placed_at, status_code) VALUES (6, '2026-01-11', 'created')`,
    );
    await expect(written).rejects.toThrow('no open order_ref');
    expect((await restore('orders', PARTITION)).exitCode).toBe(0);
    expect(await digests(ORDER_TABLES)).toEqual(before);
    expect(await count('order_ref WHERE archived_at IS NOT NULL')).toBe(0);
    expect(await states()).toEqual(['order_item restored', 'order_status_event restored', 'orders restored']);
  });

  it('names the orders that can still move, and moves nothing of their month', async () => {
    await plantOrders(bulk, DATABASE, 'shipped');
    const { exitCode, stdout } = await archive('orders', PARTITION);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('orders p202601: stays: 20 orders shipped');
    expect(await count('orders')).toBe(20);
    expect(await count('order_ref WHERE archived_at IS NOT NULL')).toBe(0);
  });

  it('gives back from the file what was dropped, every character of it', async () => {
    const before = await digests(['web_session']);
    expect((await archive('web', PARTITION)).exitCode).toBe(0);
    const refused = await archive('web', PARTITION, '--drop', '--keep-days', '0');
    expect(refused.stderr).toContain('this drops archived tables, of which the files remain');
    expect(
      (await archive('web', PARTITION, '--drop', '--keep-days', '0', '--confirm', 'test')).exitCode,
    ).toBe(0);
    expect(await states()).toEqual(['web_session dropped']);
    const file = join(shop.directory, 'archive', DATABASE, 'web_session', `web_session.${PARTITION}.tsv.zst`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await restore('web', PARTITION)).exitCode).toBe(0);
    expect(await digests(['web_session'])).toEqual(before);
  });

  it('refuses to drop without the file, and to restore from a damaged one', async () => {
    await archive('web', PARTITION);
    const file = join(shop.directory, 'archive', DATABASE, 'web_session', `web_session.${PARTITION}.tsv.zst`);
    await truncate(file, 20);
    const dropped = await archive('web', PARTITION, '--drop', '--keep-days', '0', '--confirm', 'test');
    expect(dropped.stderr).toContain('is not the file that was archived: its SHA-256 is another one');
    expect(await count(`${ARCHIVE}.web_session__${PARTITION}`)).toBe(3);
    await shop.admin.query(`DROP TABLE ${ARCHIVE}.web_session__${PARTITION}`);
    await shop.admin.query(`UPDATE ${META}.partition_archive SET state = 'dropped'`);
    const restored = await restore('web', PARTITION);
    expect(restored.exitCode).toBe(2);
    expect(restored.stderr).toContain('ARCHIVE_REFUSED');
  });

  it('reports rows that came after the archive, and restores beside them', async () => {
    await archive('web', PARTITION);
    await shop.admin.query(
      `INSERT INTO web_session (started_at, session_no, channel_id) VALUES ('2026-01-20', 'late', 1)`,
    );
    expect((await archive('web', PARTITION)).stdout).toContain(
      '1 row came after the archive and stay in the table',
    );
    const planned = await shop.run(['partitions', 'restore', 'web', PARTITION, '--dry-run']);
    expect(planned.stdout).toContain('by INSERT … SELECT: the partition has 1 row already');
    expect((await restore('web', PARTITION)).exitCode).toBe(0);
    expect(await count(`web_session PARTITION (${PARTITION})`)).toBe(4);
  });

  it('restores into a table that has changed, by the names of its columns', async () => {
    const before = await digests(['web_session']);
    await archive('web', PARTITION);
    await shop.admin.query('ALTER TABLE web_session ADD COLUMN device VARCHAR(20) NULL FIRST');
    try {
      expect((await shop.run(['partitions', 'restore', 'web', PARTITION, '--dry-run'])).stdout).toContain(
        'the table has changed since',
      );
      expect((await restore('web', PARTITION)).exitCode).toBe(0);
    } finally {
      await shop.admin.query('ALTER TABLE web_session DROP COLUMN device');
    }
    expect(await digests(['web_session'])).toEqual(before);
  });

  it('restores orders into tables that have changed, past the rules for new orders', async () => {
    const before = await digests(ORDER_TABLES);
    await archive('orders', PARTITION);
    for (const table of ORDER_TABLES)
      await shop.admin.query(`ALTER TABLE ${table} ADD COLUMN extra INT NULL`);
    try {
      expect((await restore('orders', PARTITION)).stderr).not.toContain('error');
    } finally {
      for (const table of ORDER_TABLES) await shop.admin.query(`ALTER TABLE ${table} DROP COLUMN extra`);
    }
    expect(await digests(ORDER_TABLES)).toEqual(before);
  });

  it('asks before it leaves out a column that the table no longer has', async () => {
    await shop.admin.query(`ALTER TABLE web_session ADD COLUMN device VARCHAR(20) NULL`);
    await archive('web', PARTITION);
    await shop.admin.query('ALTER TABLE web_session DROP COLUMN device');
    const { stderr } = await restore('web', PARTITION);
    expect(stderr).toContain('this leaves out the archived columns device');
    expect((await restore('web', PARTITION, '--confirm', 'test')).exitCode).toBe(0);
    expect(await count('web_session')).toBe(3);
  });

  it('touches no table of the archive database that it does not know', async () => {
    await shop.admin.query(`CREATE TABLE ${ARCHIVE}.web_session__${PARTITION} AS SELECT 1 AS mine`);
    const { exitCode, stderr } = await archive('web', PARTITION);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has rows already, which partition_archive does not know');
    expect(await count('web_session')).toBe(3);
  });

  it('wants a directory, and a group and a partition that exist', async () => {
    expect((await archive('wob')).stderr).toContain('no group "wob" in partition_policy');
    expect((await archive('web', 'p209901')).stderr).toContain('has no partition "p209901" that is over');
    expect((await archive('web', 'pmax')).exitCode).toBe(64);
    expect((await restore('web', PARTITION)).stdout).toContain('Nothing to do.');
  });
});

it('shows in --json what it did', async () => {
  const { data } = documentOf<{ plan: { steps: { id: string }[] } }>(
    await archive('web', PARTITION, '--json'),
  );
  expect(data?.plan.steps.map(({ id }) => id)).toEqual([
    `web_session.${PARTITION}.detach`,
    `web_session.${PARTITION}.export`,
  ]);
  await rm(join(shop.directory, 'archive'), { recursive: true });
});
