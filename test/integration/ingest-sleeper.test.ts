// @module-tag tried-once
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import type { RunningAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { openAdmin } from '../support/admin.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// A run that is stopped for so long that another one takes over, at the worst moment: when it has seen that no staged
// record is needed any more, and is about to clear the staging table that its successor then fills.

const DATABASE = 'aethertest_sleeper';
const COUNT = 8000;

const SOURCE = `
source: codes
title: codes
files:
  codes:
    match: codes*.csv
    key: [code]
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 64, required: true }
steps:
  - { upsert: category, file: codes, key: [category_no], update: none, select: 'SELECT s.code AS category_no FROM {{codes}} AS s' }
`;

const codes = (count: number, prefix: string) =>
  `code\n${Array.from({ length: count }, (_, index) => `${prefix}${index}${'x'.repeat(30)}\n`).join('')}`;

const ARGS = ['ingest', './codes.yaml', '--from', 'codes_2.csv', '--json'];

const server = () => ({ port: inject('server').port, stateDir: inject('sandboxStateDir') });

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({ server: server(), database: DATABASE, limits: { chunk_bytes: '64KiB' } });
  await shop.applySchema();
  emptier = await createEmptier(shop);
  await shop.write('codes.yaml', SOURCE);
  await shop.write('codes_1.csv', codes(10, 'a'));
  await shop.write('codes_2.csv', codes(COUNT, 'b'));
});

afterAll(() => shop[Symbol.asyncDispose]());

beforeEach(async () => {
  await emptier.empty();
  const first = await shop.aether(['ingest', './codes.yaml', '--from', 'codes_1.csv']);
  expect(first.exitCode, first.stderr).toBe(0);
});

/** A run of the second file, stopped when it has looked at the staging table. */
async function fallAsleep(): Promise<RunningAether> {
  const keeper = openAdmin(server());
  await keeper.query(`LOCK TABLES ${DATABASE}_stage.codes_codes WRITE`);
  const run = shop.start(ARGS);
  await eventually('it looks', async () => {
    const looking =
      "SELECT 1 FROM information_schema.processlist WHERE user = 'aether_ingest' AND info LIKE ?";
    return (await shop.rows(looking, [`%SELECT 1 AS found%${DATABASE}_stage%`]))[0];
  });
  run.kill('SIGSTOP');
  await keeper.query('UNLOCK TABLES');
  await keeper.end();
  return run;
}

/** Another run of it, which has loaded some chunks. */
async function successor(): Promise<RunningAether> {
  const run = shop.start(ARGS);
  await eventually('some chunks are there', async () => {
    const rows = await shop.rows(
      `SELECT 1 FROM ${DATABASE}_meta.ingest_chunk JOIN ${DATABASE}_meta.ingest_file USING (file_id) WHERE file_name LIKE '%codes_2.csv'`,
    );
    return rows.length >= 2 ? true : undefined;
  });
  return run;
}

async function expectAllThere(): Promise<void> {
  const rows = await shop.rows(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${DATABASE}.category WHERE category_no LIKE 'b%'`,
  );
  expect(rows).toEqual([{ count: COUNT }]);
}

it('writes nothing when it wakes up after its lease has run out', async () => {
  const sleeper = await fallAsleep();
  // As long as the lease lives: what tells the sleeper is the time.
  await sleep(15_500);
  await using _slow = await slowChunks(shop, 500);
  const other = await successor();
  sleeper.kill('SIGCONT');
  const [slept, loaded] = [await sleeper.ended, await other.ended];
  expect(slept.exitCode, slept.stdout).toBe(2);
  expect(slept.stdout).toContain('LEASE_LOST');
  expect(loaded.exitCode, loaded.stdout).toBe(0);
  await expectAllThere();
});

it('loses nothing where no clock tells it that it slept', async () => {
  const sleeper = await fallAsleep();
  // As after a pause of the whole machine: the server has seen time pass, and the sleeper has not.
  await shop.admin.query(`UPDATE ${DATABASE}_meta.lease SET expires_at = UTC_TIMESTAMP(6)`);
  {
    await using _slow = await slowChunks(shop, 500);
    const other = await successor();
    sleeper.kill('SIGCONT');
    await Promise.all([sleeper.ended, other.ended]);
  }
  await eventually('the same command ends well', async () => {
    const { exitCode, stdout } = await shop.aether(ARGS);
    if (exitCode !== 0) expect(stdout).toMatch(/STAGE_CHANGED|LEASE_HELD/);
    return exitCode === 0 ? true : undefined;
  });
  await expectAllThere();
});
