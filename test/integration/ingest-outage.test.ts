// @module-tag tried-once
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, type Ended, type RunningAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, type Emptier, readIngestState } from '../support/ingest-state.ts';
import {
  betweenRounds,
  NODE_COUNTS,
  NODE_SOURCE,
  nodes,
  nodeTable,
  shuffled,
  slowRounds,
} from '../support/node-files.ts';
import { ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { writeShopFiles } from '../support/shop-files.ts';
import type { ServerAccess } from '../support/admin.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// The server goes away in the middle of a run, and comes back: one command, no error, and nothing twice.

const DATABASE = 'aethertest_outage';

/** As long as a server takes to restart after a crash with a buffer pool of some size. */
const AWAY_MS = 15_000;

/** A step of three seconds, which finds one record, and one that counts what it inserts. */
const SLOW_STEPS = `
source: slow
title: A check that takes its time
files:
  codes:
    match: codes.csv
    columns: [{ name: code, type: text, charset: ascii, max_chars: 20, required: true }]
steps:
  - { check: slow, file: codes, on_fail: reject, reason: it is slow, where: 'SLEEP(1) = 1 OR s.code = "c2"' }
  - { upsert: category, file: codes, key: [category_no], update: none, select: 'SELECT s.code AS category_no FROM {{codes}} AS s' }
`;

const INGEST_SHOP = ['ingest', 'olist', '--from', 'files', '--max-rejects', '12', '--json'];
const INGEST_SLOW = ['ingest', './slow.yaml', '--from', 'codes.csv', '--max-rejects', '1', '--json'];

let sandbox: OwnSandbox;
let server: ServerAccess;
let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  sandbox = await ownSandbox();
  const { nodes } = await sandbox.up();
  server = { port: nodes[0]!.port, stateDir: sandbox.context.stateDir };
  shop = await openWorkspace({ server, database: DATABASE, limits: { chunk_bytes: '64KiB' } });
  await shop.applySchema();
  emptier = await createEmptier(shop);
  await writeShopFiles(join(shop.directory, 'files'));
  await shop.write('slow.yaml', SLOW_STEPS);
  await shop.write('codes.csv', 'code\nc1\nc2\nc3\n');
});

afterAll(async () => {
  try {
    await shop[Symbol.asyncDispose]();
  } finally {
    await sandbox.remove();
  }
});

beforeEach(() => emptier.empty());

async function crashAndReturn(): Promise<void> {
  process.kill(await sandbox.pid('node1'), 'SIGKILL');
  await sleep(AWAY_MS);
  await sandbox.up();
  await eventually('the session of the test is back', () => shop.rows('SELECT 1'));
}

const chunksLoaded = (run: RunningAether, count: number) =>
  eventually(`${count} chunks are loaded`, async () => {
    expect(run.written().stdout).toBe('');
    const rows = await shop.rows(`SELECT 1 FROM ${DATABASE}_meta.ingest_chunk`);
    return rows.length >= count ? true : undefined;
  });

const isRunning = (text: string) =>
  eventually(`the server runs ${text}`, async () => {
    const [row] = await shop.rows(
      "SELECT id FROM information_schema.processlist WHERE user = 'aether_ingest' AND info LIKE ?",
      [`%${text}%`],
    );
    return row;
  });

const dataOf = (ended: Ended) => {
  expect(ended.exitCode, ended.stderr + ended.stdout).toBe(0);
  return documentOf<IngestData>(ended).data;
};

describe('a server that is killed and comes back', { timeout: 240_000 }, () => {
  it('while files are loaded: the run waits, says so, and ends as one without a crash', async () => {
    dataOf(await shop.run(INGEST_SHOP));
    const clean = await readIngestState(shop);
    await emptier.empty();
    const slow = await slowChunks(shop, 300);
    const run = shop.start(INGEST_SHOP);
    await chunksLoaded(run, 3);
    await crashAndReturn();
    await slow[Symbol.asyncDispose]();
    const ended = await run.ended;
    dataOf(ended);
    expect(ended.stderr).toMatch(/waiting for the server, up to 60 s: db1/);
    expect(ended.stderr).toMatch(/the server answers again after /);
    expect(await readIngestState(shop)).toEqual(clean);
  });

  it('while a step runs: the step is repeated, and counted once', async () => {
    const clean = dataOf(await shop.run(INGEST_SLOW));
    const state = await readIngestState(shop);
    await emptier.empty();
    const run = shop.start(INGEST_SLOW);
    await isRunning('SLEEP(1)');
    await crashAndReturn();
    const ended = await run.ended;
    expect(dataOf(ended)).toMatchObject({ checks: clean.checks, targets: clean.targets });
    expect(ended.stderr).toMatch(/waiting for the server/);
    expect(await readIngestState(shop)).toEqual(state);
    expect(
      await shop.rows(`SELECT state FROM ${DATABASE}_meta.ingest_run ORDER BY started_at DESC LIMIT 1`),
    ).toEqual([{ state: 'finished' }]);
  });
});

describe('a server that is killed between two rounds of rows that wait for their parent', () => {
  it('while others are loaded: the run waits, and each row is there once', { timeout: 240_000 }, async () => {
    await shop.admin.query(nodeTable(DATABASE));
    await shop.write('nodes.yaml', NODE_SOURCE);
    const from = await shop.write('people.csv', nodes(5000, shuffled));
    const slow = await slowRounds(shop);
    const run = shop.start(['ingest', './nodes.yaml', '--from', from, '--max-rejects', '0', '--json']);
    const waiting = async () => (await shop.rows(`SELECT 1 FROM ${DATABASE}_meta.ingest_deferred`)).length;
    await betweenRounds(waiting);
    process.kill(await sandbox.pid('node1'), 'SIGKILL');
    await sandbox.up();
    await eventually('the session of the test is back', () => shop.rows('SELECT 1'));
    await slow[Symbol.asyncDispose]();
    const ended = await run.ended;
    expect(dataOf(ended).files).toMatchObject([{ parsed: 5000, accepted: 5000, rejected: 0 }]);
    expect(await shop.rows(NODE_COUNTS(DATABASE))).toEqual([{ nodes: 5000, children: 4998 }]);
    expect(await waiting()).toBe(0);
  });
});

describe('sessions that wait while others load', { timeout: 120_000 }, () => {
  it('outlive the wait_timeout of a production server', async () => {
    await shop.admin.query('SET GLOBAL wait_timeout = 2');
    try {
      await using _slow = await slowChunks(shop, 3000);
      const ended = await shop.run(INGEST_SLOW);
      dataOf(ended);
      expect(ended.stderr).not.toMatch(/waiting for the server/);
    } finally {
      await shop.admin.query('SET GLOBAL wait_timeout = DEFAULT');
    }
  });

  it('are replaced if somebody ends them, and nobody notices', async () => {
    const slow = await slowChunks(shop, 1500);
    const run = shop.start(INGEST_SLOW);
    await eventually('the trigger slows a chunk down', async () => {
      const sleeping =
        "SELECT id FROM information_schema.processlist WHERE user = 'aether_ingest' AND state = 'User sleep'";
      return (await shop.rows(sleeping))[0];
    });
    const idle = await shop.rows(
      "SELECT id FROM information_schema.processlist WHERE user = 'aether_ingest' AND command = 'Sleep'",
    );
    expect(idle.length).toBeGreaterThanOrEqual(3);
    for (const { id } of idle) await shop.admin.query(`KILL ${String(id)}`);
    const ended = await run.ended;
    await slow[Symbol.asyncDispose]();
    expect(dataOf(ended).targets).toMatchObject([{ target: 'category', inserted: 2 }]);
    expect(ended.stderr).not.toMatch(/waiting for the server/);
    expect(await shop.rows(`SELECT state FROM ${DATABASE}_meta.ingest_run`)).toEqual([{ state: 'finished' }]);
  });
});

it('a statement that a DBA kills is not run again, and the error says that it was killed', async () => {
  const run = shop.start(INGEST_SLOW);
  const { id } = await isRunning('SLEEP(1)');
  await shop.admin.query(`KILL QUERY ${String(id)}`);
  const ended = await run.ended;
  expect(ended.exitCode, ended.stdout).toBe(2);
  expect(documentOf(ended).error).toMatchObject({ code: 'MARIADB_KILLED', details: { errno: 1317 } });
  expect(documentOf(ended).error?.hint).toMatch(/somebody ended the statement on the server/);
});

it(
  'an outage is not waited for any longer than limits.outage_tolerance, nor after Ctrl-C',
  { timeout: 120_000 },
  async () => {
    for (const name of ['patient', 'impatient']) {
      const source = SLOW_STEPS.replace('source: slow', `source: ${name}`).replace('SLEEP(1)', 'SLEEP(60)');
      await shop.write(`${name}.yaml`, source);
    }
    const start = (name: string, tolerance: string) =>
      shop.start(['ingest', `./${name}.yaml`, '--from', 'codes.csv', '--json'], {
        variables: { AETHER_LIMITS_OUTAGE_TOLERANCE: tolerance },
      });
    const patient = start('patient', '1h');
    await isRunning('`patient_codes`%SLEEP(60)');
    // The step of one source does not keep another source waiting.
    const impatient = start('impatient', '2s');
    await isRunning('`impatient_codes`%SLEEP(60)');
    process.kill(await sandbox.pid('node1'), 'SIGKILL');
    const givenUp = await impatient.ended;
    expect(givenUp.exitCode, givenUp.stdout).toBe(2);
    expect(documentOf(givenUp).error).toMatchObject({ code: 'MARIADB_UNREACHABLE' });
    await eventually('the other one waits', () =>
      Promise.resolve(
        patient.written().stderr.includes('waiting for the server, up to 3600 s') ? true : undefined,
      ),
    );
    const pressedAt = performance.now();
    patient.kill('SIGINT');
    expect((await patient.ended).exitCode).toBe(130);
    expect(performance.now() - pressedAt).toBeLessThan(3000);
    await sandbox.up();
    await eventually('the session of the test is back', () => shop.rows('SELECT 1'));
  },
);
