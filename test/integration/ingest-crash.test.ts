// @module-tag tried-once
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crashAndRepeat } from '../support/crash-runs.ts';
import { eventually } from '../support/eventually.ts';
import { createEmptier, readIngestState } from '../support/ingest-state.ts';
import { ownSandbox } from '../support/own-sandbox.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { SMALL_SHOP, writeShopFiles } from '../support/shop-files.ts';
import { shortOrFull } from '../support/soak.ts';
import type { ServerAccess } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const CRASH_RUNS = shortOrFull(2, 30);
const SERVER_KILLS = shortOrFull(2, 30);

const MINUTES = 60_000;

async function openShop(server: ServerAccess, database: string): Promise<Workspace> {
  const shop = await openWorkspace({ server, database, limits: { chunk_bytes: '64KiB' } });
  await shop.applySchema();
  await writeShopFiles(join(shop.directory, 'files'), SMALL_SHOP);
  return shop;
}

const INGEST = ['ingest', 'olist', '--from', 'files', '--max-rejects', '12'] as const;

describe('an ingestion that is killed and typed again', () => {
  it(
    `ends as one clean run does, after kill -9 of aether at ${CRASH_RUNS} moments`,
    { timeout: (2 + CRASH_RUNS) * MINUTES },
    async () => {
      const server = sharedServer();
      await using shop = await openShop(server, 'aethertest_crash');
      const emptier = await createEmptier(shop);
      const strikes = await crashAndRepeat(
        {
          workspace: shop,
          args: INGEST,
          reset: () => emptier.empty(),
          state: () => readIngestState(shop),
          finish: (args) => shop.run(args),
          strike: async (running) => running.kill('SIGKILL'),
        },
        CRASH_RUNS,
      );
      console.info('kill -9 of aether:', strikes);
    },
  );

  it(
    `ends as one clean run does, after kill -9 of the server at ${SERVER_KILLS} moments`,
    { timeout: (3 + 2 * SERVER_KILLS) * MINUTES },
    async () => {
      const sandbox = await ownSandbox();
      try {
        const { nodes } = await sandbox.up();
        const server = { port: nodes[0]!.port, stateDir: sandbox.context.stateDir };
        await using shop = await openShop(server, 'aethertest_crash');
        const emptier = await createEmptier(shop);
        const strikes = await crashAndRepeat(
          {
            workspace: shop,
            args: INGEST,
            reset: () => emptier.empty(),
            state: () => readIngestState(shop),
            finish: (args) => shop.run(args),
            async strike(running) {
              process.kill(await sandbox.pid('node1'), 'SIGKILL');
              await running.ended;
              await sandbox.up();
              await eventually('the session of the test is back', () => shop.rows('SELECT 1'));
            },
          },
          SERVER_KILLS,
        );
        console.info('kill -9 of the server:', strikes);
      } finally {
        await sandbox.remove();
      }
    },
  );
});

describe('a run over its budget that another run with a larger one replaces', () => {
  const COUNT = 25_000;
  let shop: Workspace;
  let args: string[];

  beforeEach(async () => {
    const server = sharedServer();
    shop = await openShop(server, 'aethertest_crash_budget');
    const categories = Array.from({ length: COUNT }, (_, index) => `category_${index},Category ${index}`);
    // From the first chunk on the file is over a budget of none.
    const lines = ['product_category_name,product_category_name_english', 'sofás,not ASCII', ...categories];
    const path = await shop.write('product_category_name_translation.csv', `${lines.join('\n')}\n`);
    args = ['ingest', 'olist', '--from', path, '--max-rejects'];
    // Else the whole file takes some tenths of a second.
    await slowChunks(shop, 100);
  });

  afterEach(() => shop[Symbol.asyncDispose]());

  async function untilFirstChunk(): Promise<void> {
    const committed = `SELECT 1 FROM ${shop.database}_meta.ingest_chunk LIMIT 1`;
    while ((await shop.rows(committed)).length === 0) await sleep(1);
  }

  /** Starts a run that has nothing to load, and stops it on its way; its lease has run out then. */
  async function startAndStop(signal: NodeJS.Signals) {
    const running = shop.start([...args, '0']);
    await untilFirstChunk();
    running.kill(signal);
    await shop.admin.query(`DELETE FROM ${shop.database}_meta.lease`);
    return running;
  }

  async function expectAllLoaded(): Promise<void> {
    const [loaded] = await shop.rows(
      `SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${shop.database}.category`,
    );
    expect(loaded).toEqual({ count: COUNT });
  }

  it('loses nothing where it was killed', async () => {
    const killed = await startAndStop('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const ended = await shop.aether([...args, '1']);
    expect(ended.exitCode, ended.stderr).toBe(0);
    await expectAllLoaded();
  });

  it('loses nothing where it stood still, and goes on while the other one loads', async () => {
    const asleep = await startAndStop('SIGSTOP');
    const other = shop.start([...args, '1']);
    await eventually('the other one is at work, as far as the sleeping one lets it', async () => {
      const rows = await shop.rows(`SELECT 1 FROM ${shop.database}_meta.lease`);
      return rows[0];
    });
    await sleep(500);
    asleep.kill('SIGCONT');
    const { exitCode, stderr } = await other.ended;
    expect(exitCode, stderr).toBe(0);
    await expectAllLoaded();
    const woken = await asleep.ended;
    expect(woken.exitCode).toBe(2);
    expect(woken.stderr).toContain('LEASE_LOST');
  });
});

it('is a test that sees a difference', async () => {
  const server = sharedServer();
  await using shop = await openShop(server, 'aethertest_crash_sees');
  expect((await shop.aether(INGEST)).exitCode).toBe(0);
  const before = await readIngestState(shop);
  await shop.admin.query(`UPDATE ${shop.database}.payment SET amount = amount + 0.01 LIMIT 1`);
  const after = await readIngestState(shop);
  expect(after.tables).not.toEqual(before.tables);
  expect({ ...after, tables: before.tables }).toEqual(before);
});
