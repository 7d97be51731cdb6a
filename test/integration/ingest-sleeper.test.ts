// @module-tag tried-once
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Databases } from '../../src/lib/infra/config/databases.ts';
import type { Context } from '../../src/lib/infra/context.ts';
import { type MariadbConnection, openConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { fileLedger } from '../../src/lib/ingest/load/file-ledger.ts';
import { runBatch } from '../../src/lib/ingest/transform/run-batch.ts';
import type { RunningAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { adminEndpoint, openAdmin } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';
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

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
    limits: { chunk_bytes: '64KiB' },
  });
  await shop.applySchema();
  emptier = await createEmptier(shop);
  await shop.write('codes.yaml', SOURCE);
  await shop.write('codes_1.csv', codes(10, 'a'));
  await shop.write('codes_2.csv', codes(COUNT, 'b'));
});

afterAll(() => shop[Symbol.asyncDispose]());

beforeEach(async () => {
  await emptier.empty();
  const first = await shop.run(['ingest', './codes.yaml', '--from', 'codes_1.csv']);
  expect(first.exitCode, first.stderr).toBe(0);
});

/** A run of the second file, stopped when it has looked at the staging table. */
async function fallAsleep(): Promise<RunningAether> {
  const keeper = openAdmin(sharedServer());
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
    const { exitCode, stdout } = await shop.run(ARGS);
    if (exitCode !== 0) expect(stdout).toMatch(/STAGE_CHANGED|LEASE_HELD/);
    return exitCode === 0 ? true : undefined;
  });
  await expectAllThere();
});

describe('a transaction of a step', () => {
  const meta = `${DATABASE}_meta`;
  const connections: MariadbConnection[] = [];

  beforeEach(async () => {
    for (const run of ['sleeper', 'successor']) {
      await shop.admin.query(
        `INSERT INTO ${meta}.ingest_run (run_id, source, host, os_user, started_at) VALUES (?, 'codes', 'h', 'u', NOW())`,
        [run],
      );
    }
  });

  afterEach(() => Promise.all(connections.splice(0).map((connection) => connection.close())));

  async function stepsOf(runId: string) {
    const options = { signal: new AbortController().signal, runId };
    const connection = await openConnection(adminEndpoint(sharedServer()), options);
    connections.push(connection);
    const ledger = fileLedger(connection, meta, runId);
    const context = { runId } as Context;
    const databases = { meta } as Databases;
    return { context, connection, databases, ledger };
  }

  const fileId = async () => {
    const [row] = await shop.rows(`SELECT CAST(file_id AS DOUBLE) AS fileId FROM ${meta}.ingest_file`);
    return Number(row?.['fileId']);
  };

  it('takes effect once, however often it is repeated, and says each time what it did', async () => {
    const steps = await stepsOf('sleeper');
    const batch = { seq: 1, batchNo: 0, fileIds: [await fileId()] };
    await steps.ledger.claimAll(batch.fileIds);
    let effects = 0;
    const work = () => Promise.resolve({ inserted: (effects += 1) });
    expect(await runBatch(steps, batch, work)).toEqual({ inserted: 1 });
    expect(await runBatch(steps, batch, work)).toEqual({ inserted: 1 });
    expect(await runBatch(steps, { ...batch, batchNo: 1 }, work)).toEqual({ inserted: 2 });
  });

  it('does nothing in a run that wakes up when its files are claimed by another', async () => {
    const [sleeper, successor] = [await stepsOf('sleeper'), await stepsOf('successor')];
    const batch = { seq: 1, batchNo: 0, fileIds: [await fileId()] };
    await sleeper.ledger.claimAll(batch.fileIds);
    await successor.ledger.claimAll(batch.fileIds);
    const work = vi.fn(() => Promise.resolve(1));
    await expect(runBatch(sleeper, batch, work)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(work).not.toHaveBeenCalled();
  });

  it('is over before another run can claim its files', async () => {
    const [sleeper, successor] = [await stepsOf('sleeper'), await stepsOf('successor')];
    const batch = { seq: 1, batchNo: 0, fileIds: [await fileId()] };
    await sleeper.ledger.claimAll(batch.fileIds);
    const order: string[] = [];
    let claim: Promise<unknown> = Promise.resolve();
    await runBatch(sleeper, batch, async () => {
      claim = successor.ledger.claimAll(batch.fileIds).then(() => order.push('claimed'));
      await eventually('the claim waits', async () => {
        const [row] = await shop.rows(
          "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'",
        );
        return row;
      });
      order.push('worked');
      return null;
    });
    await claim;
    expect(order).toEqual(['worked', 'claimed']);
  });
});
