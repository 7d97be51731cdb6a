// @module-tag tried-once
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import { AetherError } from '../../src/lib/core/errors.ts';
import type { RunEvent } from '../../src/lib/core/events.ts';
import {
  openConnection,
  type MariadbConnection,
  type SqlValue,
} from '../../src/lib/infra/mariadb/connection.ts';
import { acquireLease, type Lease } from '../../src/lib/infra/mariadb/lease/lease.ts';
import { leaseSession } from '../../src/lib/infra/mariadb/lease/lease-session.ts';
import { createOutageTolerance } from '../../src/lib/infra/mariadb/outage.ts';
import { documentOf } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { writeShopFiles } from '../support/shop-files.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { adminEndpoint } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

let shop: Workspace;
const opened: MariadbConnection[] = [];

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: 'aethertest_lease' });
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
  readonly signal?: AbortSignal;
  readonly events?: RunEvent[];
  readonly open?: () => Promise<MariadbConnection>;
  readonly outageSeconds?: number;
}

/** A session as the administrator, also through a relay in front of the server. */
async function connect(port = sharedServer().port): Promise<MariadbConnection> {
  const connection = await openConnection(
    { ...adminEndpoint(sharedServer()), port },
    { signal: new AbortController().signal, runId: 'test' },
  );
  opened.push(connection);
  return connection;
}

async function take(holder: string, wish: Wish = {}): Promise<Lease> {
  const { ttlSeconds = 15, waitSeconds = 0, events = [], signal = new AbortController().signal } = wish;
  const context = { clock: systemClock, signal, emit: (event: RunEvent) => void events.push(event) };
  const tolerance = createOutageTolerance(context, wish.outageSeconds ?? 60);
  const session = leaseSession({ open: wish.open ?? (() => connect()) }, tolerance);
  const table = `${shop.database}_meta.lease`;
  return acquireLease(context, session, { table, name: 'work', holder, ttlSeconds, waitSeconds });
}

const rowOf = async () =>
  (await shop.rows(`SELECT holder, CAST(epoch AS DOUBLE) AS epoch FROM ${shop.database}_meta.lease`))[0];

/** As if no heartbeat had come through for the time it lives. */
const expire = () => shop.admin.query(`UPDATE ${shop.database}_meta.lease SET expires_at = UTC_TIMESTAMP(6)`);

const sleep = (milliseconds: number) => systemClock.sleep(milliseconds);

describe('a lease', () => {
  it('is held by one, and whoever else wants it is told by whom', async () => {
    await using held = await take('first');
    expect(held.epoch).toBe(1);
    await expect(take('second')).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: expect.stringMatching(
        /^the lease "work" is held by first; if that run has ended, the lease is free in 1[0-5] s$/,
      ) as string,
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
    // It is seen to be extended, so the time that is left says nothing.
    await expect(take('second', { waitSeconds: 5 })).rejects.toMatchObject({
      message: 'the lease "work" is held by first, which is at work',
      details: { is_live: true },
    });
  });

  it('passes to the next one when its holder is dead, and says that it is waited for', async () => {
    const links: MariadbConnection[] = [];
    const open = async () => {
      if (links.length > 0) throw new AetherError('MARIADB_UNREACHABLE', 'the holder is dead');
      links.push(await connect());
      return links[0]!;
    };
    await take('first', { ttlSeconds: 5, open });
    links[0]!.destroy();
    const events: RunEvent[] = [];
    await using taken = await take('second', { waitSeconds: 60, events });
    expect(taken.epoch).toBe(2);
    expect(events).toMatchObject([
      { type: 'note', message: expect.stringMatching(/^waiting: .*first/) as string },
    ]);
  });

  it('stops a holder who slept too long before its next step, and is not taken from the new holder', async () => {
    const slept = await take('first');
    await expire();
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

describe('a holder who is alive', () => {
  it('is called so, and not said to hold the lease for some seconds only', async () => {
    await using _held = await take('first', { ttlSeconds: 2 });
    await expect(take('second', { waitSeconds: 3 })).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: 'the lease "work" is held by first, which is at work',
      details: { holder: 'first', is_live: true },
    });
  });
});

describe('a lease whose server goes away', { timeout: 60_000 }, () => {
  it('goes on with its epoch when the server is back, and says that it waits', async () => {
    await using proxy = await startTcpProxy(sharedServer().port);
    const events: RunEvent[] = [];
    await using held = await take('first', { open: () => connect(proxy.port), events });
    proxy.refuse(true);
    proxy.cut();
    setTimeout(() => proxy.refuse(false), 2000);
    await held.fence();
    expect(await rowOf()).toEqual({ holder: 'first', epoch: 1 });
    expect(events).toMatchObject([
      { level: 'warn', message: expect.stringMatching(/^waiting for the server, up to 60 s: db1/) as string },
      { level: 'info', message: expect.stringMatching(/^the server answers again after /) as string },
    ]);
  });

  it('is lost if another run took it meanwhile, and stays with that one', async () => {
    await using proxy = await startTcpProxy(sharedServer().port);
    const held = await take('first', { open: () => connect(proxy.port) });
    proxy.cut();
    await expire();
    await using _taken = await take('second');
    await expect(held.fence()).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await held[Symbol.asyncDispose]();
    expect(await rowOf()).toEqual({ holder: 'second', epoch: 2 });
  });

  it('is taken although the answer to the INSERT was lost', async () => {
    let first = true;
    const open = async () => {
      const connection = await connect();
      if (!first) return connection;
      first = false;
      return {
        ...connection,
        run: async (sql: string, values?: readonly SqlValue[]) => {
          await connection.run(sql, values);
          throw new AetherError('MARIADB_CONNECTION_LOST', 'the link was lost before the answer');
        },
      };
    };
    await using held = await take('first', { open });
    expect(held.epoch).toBe(1);
  });

  it('gives up after the tolerated outage with what the server said', async () => {
    await using proxy = await startTcpProxy(sharedServer().port);
    const held = await take('first', { open: () => connect(proxy.port), outageSeconds: 1 });
    proxy.refuse(true);
    proxy.cut();
    await expect(held.fence()).rejects.toMatchObject({ code: 'MARIADB_CONNECTION_LOST' });
    await held[Symbol.asyncDispose]();
  });

  it('is not waited for any longer after Ctrl-C', async () => {
    await using proxy = await startTcpProxy(sharedServer().port);
    const controller = new AbortController();
    const held = await take('first', { open: () => connect(proxy.port), signal: controller.signal });
    proxy.refuse(true);
    proxy.cut();
    const fenced = held.fence();
    setTimeout(() => controller.abort(new Error('enough')), 200);
    await expect(fenced).rejects.toMatchObject({ message: 'enough' });
    await held[Symbol.asyncDispose]();
  });
});

describe('a guarded transaction', { timeout: 60_000 }, () => {
  const table = () => `${shop.database}_meta.guarded`;

  beforeEach(() => shop.admin.query(`CREATE OR REPLACE TABLE ${table()} (id INT PRIMARY KEY)`));

  const write = (connection: MariadbConnection, id: number) =>
    connection.run(`INSERT INTO ${table()} VALUES (?)`, [id]);
  const written = () => shop.rows(`SELECT id FROM ${table()}`);

  it('commits while the lease is held, and does nothing once another run has it', async () => {
    const slept = await take('first');
    const connection = await connect();
    await slept.guard(connection, () => write(connection, 1));
    await expire();
    await using _taken = await take('second');
    await expect(slept.guard(connection, () => write(connection, 2))).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(await written()).toEqual([{ id: 1 }]);
    await slept[Symbol.asyncDispose]();
  });

  it('keeps the lease while it is open, however long its holder sleeps in it', async () => {
    await using held = await take('first', { ttlSeconds: 1 });
    const connection = await connect();
    let taking: Promise<unknown> | undefined;
    await held.guard(connection, async () => {
      await write(connection, 1);
      await sleep(2500);
      taking = take('second').catch((thrown: unknown) => thrown);
      await sleep(500);
    });
    expect(await taking).toMatchObject({ code: 'LEASE_HELD' });
    expect(await written()).toEqual([{ id: 1 }]);
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
    const ended = await shop.run(args);
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(ended.stderr).toMatch(WAITS);
  });
});
