import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { crashAndRepeat, crashCount } from '../support/crash-runs.ts';
import { createEmptier, readIngestState } from '../support/ingest-state.ts';
import { eventually, ownSandbox } from '../support/own-sandbox.ts';
import { writeShopFiles } from '../support/shop-files.ts';
import { openWorkspace, type ServerAccess, type Workspace } from '../support/workspace.ts';

/** The full proof takes 50 and 20 (AETHER_CRASH_RUNS, AETHER_SERVER_KILLS). */
const CRASH_RUNS = crashCount('AETHER_CRASH_RUNS', 8);
const SERVER_KILLS = crashCount('AETHER_SERVER_KILLS', 3);

const MINUTES = 60_000;

async function openShop(server: ServerAccess, database: string): Promise<Workspace> {
  const shop = await openWorkspace({ server, database, limits: { chunk_bytes: '64KiB' } });
  await shop.applySchema();
  await writeShopFiles(join(shop.directory, 'files'));
  return shop;
}

const INGEST = ['ingest', 'olist', '--from', 'files', '--max-rejects', '12'] as const;

describe('an ingestion that is killed and typed again', () => {
  it(
    `ends as one clean run does, after kill -9 of aether at ${CRASH_RUNS} moments`,
    { timeout: (2 + CRASH_RUNS) * MINUTES },
    async () => {
      const server = { port: inject('server').port, stateDir: inject('sandboxStateDir') };
      await using shop = await openShop(server, 'aethertest_crash');
      const emptier = await createEmptier(shop);
      const strikes = await crashAndRepeat(
        {
          workspace: shop,
          args: INGEST,
          reset: () => emptier.empty(),
          state: () => readIngestState(shop),
          strike: async (running) => running.kill('SIGKILL'),
        },
        CRASH_RUNS,
      );
      console.info('kill -9 of aether:', strikes);
    },
  );

  it(
    `ends as one clean run does, after kill -9 of the server at ${SERVER_KILLS} moments`,
    { timeout: (3 + SERVER_KILLS) * MINUTES },
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

it('loses nothing of a file that was over its budget when it was killed, once the budget is larger', async () => {
  const server = { port: inject('server').port, stateDir: inject('sandboxStateDir') };
  await using shop = await openShop(server, 'aethertest_crash_budget');
  const { database } = shop;
  const count = 30_000;
  const categories = Array.from(
    { length: count },
    (_, index) => `category_${index},Category number ${index}`,
  );
  // From the first chunk on the file is over a budget of none.
  const lines = ['product_category_name,product_category_name_english', 'sofás,not ASCII', ...categories];
  const path = await shop.write('product_category_name_translation.csv', `${lines.join('\n')}\n`);
  const args = ['ingest', 'olist', '--from', path, '--max-rejects'];
  const running = shop.start([...args, '0']);
  await eventually('some chunks are checked', async () => {
    const chunks = await shop.rows(`SELECT chunk_no FROM ${database}_meta.ingest_chunk`);
    return chunks.length > 2 ? true : undefined;
  });
  running.kill('SIGKILL');
  expect((await running.ended).signal).toBe('SIGKILL');
  await shop.admin.query(`DELETE FROM ${database}_meta.lease`);
  const ended = await shop.aether([...args, '1']);
  expect(ended.exitCode, ended.stderr).toBe(0);
  const [loaded] = await shop.rows(`SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${database}.category`);
  expect(loaded).toEqual({ count });
});

it('is a test that sees a difference', async () => {
  const server = { port: inject('server').port, stateDir: inject('sandboxStateDir') };
  await using shop = await openShop(server, 'aethertest_crash_sees');
  expect((await shop.aether(INGEST)).exitCode).toBe(0);
  const before = await readIngestState(shop);
  await shop.admin.query(`UPDATE ${shop.database}.payment SET amount = amount + 0.01 LIMIT 1`);
  const after = await readIngestState(shop);
  expect(after.tables).not.toEqual(before.tables);
  expect({ ...after, tables: before.tables }).toEqual(before);
});
