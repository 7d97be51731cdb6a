// @module-tag tried-once
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import type { RunEvent } from '../../src/lib/core/events.ts';
import { openConnection, type MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { acquireLease, type Lease } from '../../src/lib/infra/mariadb/lease.ts';
import { documentOf } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { writeShopFiles } from '../support/shop-files.ts';
import { adminTarget, openWorkspace, type Workspace } from '../support/workspace.ts';

const server = () => ({ port: inject('server').port, stateDir: inject('sandboxStateDir') });

let shop: Workspace;
const opened: MariadbConnection[] = [];

beforeAll(async () => {
  shop = await openWorkspace({ server: server(), database: 'aethertest_lease' });
  await shop.applySchema();
});

beforeEach(() => shop.admin.query(`DELETE FROM ${shop.database}_meta.lease`));

afterAll(async () => {
  await Promise.all(opened.map((connection) => connection.close()));
  await shop[Symbol.asyncDispose]();
});

interface Wish {
  readonly ttlSeconds?: number;
  readonly waitSeconds?: number;
  readonly connection?: MariadbConnection;
  readonly signal?: AbortSignal;
  readonly events?: RunEvent[];
}

async function connect(): Promise<MariadbConnection> {
  const connection = await openConnection(adminTarget(server()), {
    signal: new AbortController().signal,
    runId: 'test',
  });
  opened.push(connection);
  return connection;
}

async function take(holder: string, wish: Wish = {}): Promise<Lease> {
  const { ttlSeconds = 15, waitSeconds = 0, events = [], signal = new AbortController().signal } = wish;
  return acquireLease(
    { clock: systemClock, signal, emit: (event) => void events.push(event) },
    wish.connection ?? (await connect()),
    { table: `${shop.database}_meta.lease`, name: 'work', holder, ttlSeconds, waitSeconds },
  );
}

const sleep = (milliseconds: number) => systemClock.sleep(milliseconds);

describe('a lease', () => {
  it('is held by one, and whoever else wants it is told by whom', async () => {
    await using held = await take('first');
    expect(held.epoch).toBe(1);
    await expect(take('second')).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: expect.stringMatching(/^the lease "work" is held by first for \d+ s more$/) as string,
    });
  });

  it('goes to one at a time of many who want it at once', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        await using _lease = await take(`holder ${index}`, { waitSeconds: 60 });
        inside += 1;
        most = Math.max(most, inside);
        await sleep(20);
        inside -= 1;
      }),
    );
    expect(most).toBe(1);
    expect(await shop.rows(`SELECT * FROM ${shop.database}_meta.lease`)).toEqual([]);
  });

  it('stays with its holder for longer than it lives, as long as the holder does', async () => {
    await using _held = await take('first', { ttlSeconds: 1 });
    await sleep(2500);
    await expect(take('second')).rejects.toMatchObject({ code: 'LEASE_HELD' });
  });

  it('passes to the next one when its holder is dead, and says that it is waited for', async () => {
    const connection = await connect();
    await take('first', { ttlSeconds: 5, connection });
    connection.destroy();
    const events: RunEvent[] = [];
    await using taken = await take('second', { waitSeconds: 60, events });
    expect(taken.epoch).toBe(2);
    expect(events).toMatchObject([
      { type: 'note', message: expect.stringMatching(/^waiting: .*first/) as string },
    ]);
  });

  it('stops a holder who slept too long before its next step, and is not taken from the new holder', async () => {
    const slept = await take('first');
    // As if no heartbeat had come through for the time it lives.
    await shop.admin.query(`UPDATE ${shop.database}_meta.lease SET expires_at = UTC_TIMESTAMP(6)`);
    await using taken = await take('second');
    await expect(slept.fence()).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await slept[Symbol.asyncDispose]();
    await taken.fence();
    expect(await shop.rows(`SELECT holder FROM ${shop.database}_meta.lease`)).toEqual([{ holder: 'second' }]);
  });

  it('is not waited for any longer after Ctrl-C', async () => {
    await using _held = await take('first');
    const controller = new AbortController();
    const waiting = take('second', { waitSeconds: 60, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 100);
    await expect(waiting).rejects.toMatchObject({ message: 'enough' });
  });
});

describe('two ingestions of one source', () => {
  const WAITS = /waiting: the lease "ingest olist" is held by/;
  const ingest = (file: string) => ['ingest', 'olist', '--from', join('files', file), '--json'];

  beforeAll(() => writeShopFiles(join(shop.directory, 'files')));

  it('at once: one waits for the other, and then finds everything there', async () => {
    const args = ingest('product_category_name_translation.csv');
    const lease = `${shop.database}_meta.lease`;
    await shop.admin.query(
      `INSERT INTO ${lease} VALUES ('ingest olist', 'the test', 1, NOW(), UTC_TIMESTAMP + INTERVAL 1 HOUR)`,
    );
    const running = [shop.start(args), shop.start(args)];
    await eventually('both wait', async () =>
      running.every((one) => WAITS.test(one.written().stderr)) ? true : undefined,
    );
    await shop.admin.query(`DELETE FROM ${lease}`);
    const both = await Promise.all(running.map(({ ended }) => ended));
    for (const ended of both) expect(ended.exitCode, ended.stdout).toBe(0);
    const results = both.map((ended) => documentOf<IngestData>(ended).data.files[0]?.result);
    expect(new Set(results)).toEqual(new Set(['loaded', 'unchanged']));
  });

  it('one after the other: the second waits until the lease of the first, which was killed, runs out', async () => {
    const args = ingest('olist_sellers_dataset.csv');
    await using _slow = await slowChunks(shop, 3000);
    const running = shop.start(args);
    await eventually(
      'the lease is held',
      async () => (await shop.rows(`SELECT 1 FROM ${shop.database}_meta.lease`))[0],
    );
    running.kill('SIGKILL');
    await running.ended;
    const ended = await shop.aether(args);
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(ended.stderr).toMatch(WAITS);
  });
});
