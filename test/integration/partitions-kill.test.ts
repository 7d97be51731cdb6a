// @module-tag tried-once
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Connection } from 'mysql2/promise';
import { connectAs } from '../support/admin.ts';
import type { RunningAether } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import { eventually } from '../support/eventually.ts';
import { digestEach, emptyArchive, ORDER_TABLES, PARTITION, plantOrders } from '../support/order-month.ts';
import { ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';
import { plantShop } from '../support/shop.ts';
import { shortOrFull } from '../support/soak.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// A month of orders leaves and comes back, while aether and its server are killed in turn.

const DATABASE = 'aethertest_archive_kill';
/** Half of them kill the server. */
const ROUNDS = shortOrFull(2, 20);

let sandbox: OwnSandbox;
let shop: Workspace;

beforeAll(async () => {
  sandbox = await ownSandbox();
  await sandbox.up();
  shop = await openWorkspace({ server: await access(), database: DATABASE, archiveDirectory: 'archive' });
  await shop.applySchema();
  await shop.admin.query(`USE ${DATABASE}`);
  await plantShop(shop.admin);
});
afterAll(() => sandbox.remove());

async function access() {
  const { nodes } = await sandbox.up();
  return { port: nodes[0]!.port, stateDir: sandbox.context.stateDir };
}

async function withBulk(work: (bulk: Connection) => Promise<void>): Promise<void> {
  const bulk = await connectAs(await access(), 'ingest', DATABASE);
  try {
    await work(bulk);
  } finally {
    await bulk.end();
  }
}

async function plant(): Promise<void> {
  await emptyArchive(shop);
  await withBulk((bulk) => plantOrders(bulk, DATABASE));
}

/** Every row wherever it is, and what the ledger says of it. */
async function state() {
  const archived = await shop.rows(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? ORDER BY 1',
    [`${DATABASE}_archive`],
  );
  const tables = archived.map(({ name }) => `${DATABASE}_archive.${name}`);
  return {
    rows: await digestEach(shop, [...ORDER_TABLES, ...tables]),
    orders: await shop.rows(
      `SELECT order_no, archived_at IS NULL AS is_open FROM ${DATABASE}.order_ref ORDER BY 1`,
    ),
    ledger: await shop.rows(
      `SELECT table_name, partition_name, state, row_count FROM ${DATABASE}_meta.partition_archive ORDER BY 1, 2`,
    ),
  };
}

let kills = 0;

/** By turns aether, and the server below it. */
async function strike(running: RunningAether): Promise<void> {
  kills += 1;
  if (kills % 2 === 1) return running.kill('SIGKILL');
  process.kill(await sandbox.pid('node1'), 'SIGKILL');
  // At once, as systemd does it: the run may go on, or has to be repeated.
  await sandbox.up();
  await running.ended;
  await eventually('the session of the test is back', () => shop.rows('SELECT 1'));
}

const run = async (verb: 'archive' | 'restore') => {
  const ended = await shop.run(['partitions', verb, 'orders', PARTITION, '--yes']);
  expect(ended.exitCode, ended.stderr).toBe(0);
};

it.each([
  ['archive', plant],
  [
    'restore',
    async () => {
      await plant();
      await run('archive');
    },
  ],
] as const)(
  `partitions %s ends in the same rows after kill -9 of aether or of the server (${ROUNDS} rounds here)`,
  { timeout: (3 + ROUNDS) * 60_000 },
  async (verb, reset) => {
    const args = ['partitions', verb, 'orders', PARTITION];
    const strikes = await crashAndRepeat({ workspace: shop, args, reset, state, strike }, ROUNDS);
    console.info(`${verb}, kills by step:`, strikes);
  },
);
