// @module-tag tried-once
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { migrateCalls } from '../support/migrate-calls.ts';
import { describeOnMongo, type OwnMongo, startMongo } from '../support/mongo-server.ts';
import { ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';
import { shortOrFull } from '../support/soak.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_runs';
const ROOTS = 20_000;
/** How long a server is away or does not answer. */
const AWAY_MS = shortOrFull(3000, 30_000);
const ROUNDS = shortOrFull(3, 21);

const SCHEMA = [
  `CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`,
  `CREATE TABLE ${DATABASE}.thing (
     thing_id INT NOT NULL, price DECIMAL(12, 2) NOT NULL, filler VARBINARY(600) NOT NULL, PRIMARY KEY (thing_id)) ENGINE=InnoDB`,
  `CREATE TABLE ${DATABASE}.part (
     thing_id INT NOT NULL, part_no INT NOT NULL, weight DECIMAL(10, 3) NULL, PRIMARY KEY (thing_id, part_no)) ENGINE=InnoDB`,
  `INSERT INTO ${DATABASE}.thing SELECT seq, seq / 9, REPEAT(MD5(seq), 12) FROM ${DATABASE}.seq_1_to_${ROOTS}`,
  `INSERT INTO ${DATABASE}.part SELECT t.seq, p.seq, (t.seq * p.seq) % 997 / 7
     FROM ${DATABASE}.seq_1_to_${ROOTS} AS t JOIN ${DATABASE}.seq_1_to_3 AS p`,
];
const MAPPING = `
mapping: things
title: Things and their parts
collections:
  things:
    table: thing
    key: thing_id
    arrays:
      parts: { table: part, on: { thing_id: thing_id } }
    computed:
      weight: { sum: parts.weight }
`;

let sandbox: OwnSandbox;
let mongo: OwnMongo;
let workspace: Workspace;
const { run, verify, newest, writeMapping } = migrateCalls(
  () => workspace,
  () => mongo,
);

const start = () => workspace.start(['migrate', 'run', 'things', '--json']);

/** The newest run has so many chunks; an aether that ended before did not wait for them. */
const chunksLoaded = (running: RunningAether, count: number) =>
  eventually(`${count} chunks are loaded`, async () => {
    expect(running.written().stdout).toBe('');
    const lines = await mongo.db.collection('_aether_migration_chunks').countDocuments();
    return lines >= count ? true : undefined;
  });

const DIGESTS: string[] = [];

/** No difference, and the digests of every run before. */
async function expectProven(): Promise<void> {
  const found = await verify('things');
  expect(found).toMatchObject({ exitCode: 0, documents: ROOTS, differences: [] });
  DIGESTS.push(
    JSON.stringify(found.collections.map((one) => (one as unknown as { tables: unknown }).tables)),
  );
  expect(new Set(DIGESTS).size).toBe(1);
}

async function startOver(): Promise<void> {
  await run('abort', 'things', '--confirm', 'test');
  await run('gc', 'things', '--confirm', 'test');
  expect(await mongo.db.collection('_aether_migration_chunks').countDocuments()).toBe(0);
}

async function killMariadb(): Promise<void> {
  process.kill(await sandbox.pid('node1'), 'SIGKILL');
  await sleep(AWAY_MS);
  await sandbox.up();
  await eventually('the session of the test is back', () => workspace.rows('SELECT 1'));
}

describeOnMongo('runs of a migration', () => {
  beforeAll(async () => {
    mongo = await startMongo('documents');
    sandbox = await ownSandbox();
    const { nodes } = await sandbox.up();
    const server = { port: nodes[0]!.port, stateDir: sandbox.context.stateDir };
    workspace = await openWorkspace({ server, database: DATABASE, mongo });
    for (const statement of SCHEMA) await workspace.admin.query(statement);
    await writeMapping('things', MAPPING);
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
    await sandbox.remove();
    await mongo[Symbol.asyncDispose]();
  });

  it('are shown, aborted and cleared away', async () => {
    const running = start();
    await chunksLoaded(running, 2);
    const status = await run('status', 'things');
    expect(status.data).toMatchObject({
      runs: [{ run: 'r1', state: 'running', term: 1, kept: ['things__staged_r1'] }],
    });
    expect((await run('abort', 'things', '--dry-run')).data).toMatchObject({
      plan: {
        destructive: true,
        steps: [{ subject: 'r1' }, { subject: 'things__staged_r1', action: 'delete' }],
      },
    });
    expect((await run('abort', 'things', '--yes')).error).toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    expect((await run('abort', 'things', '--confirm', 'test')).data).toMatchObject({ run: 'r1' });
    const ended = await running.ended;
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout).toContain('LEASE_LOST');
    expect((await run('abort', 'things', '--dry-run')).error).toMatchObject({ code: 'MIGRATE_REFUSED' });
    await startOver();
    const left = (await mongo.db.listCollections().toArray()).map(({ name }) => name);
    expect(left.filter((name) => name.startsWith('things'))).toEqual([]);
  });

  it.each(
    Array.from({ length: ROUNDS }, (_, round) => [round + 1, ['aether', 'MongoDB', 'MariaDB'][round % 3]!]),
  )('end in the same digests after kill -9, round %i: %s', async (round, victim) => {
    await startOver();
    const first = start();
    await chunksLoaded(first, 2 + ((round * 7) % 20));
    if (victim === 'aether') first.kill('SIGKILL');
    if (victim === 'MongoDB') {
      await mongo.kill();
      await sleep(AWAY_MS);
      await mongo.start();
    }
    if (victim === 'MariaDB') await killMariadb();
    const ended = await first.ended;
    if (victim === 'aether') expect((await run('run', 'things')).exitCode).toBe(0);
    else {
      expect(ended.exitCode, ended.stderr + ended.stdout).toBe(0);
      // The driver itself waits some seconds for a MongoDB server.
      if (victim === 'MariaDB')
        expect(ended.stderr).toMatch(/waiting for the server, up to 60 s[^]*the server answers again after /);
    }
    await expectProven();
  });

  it('wait for a primary that stopped answering', async () => {
    await startOver();
    const running = start();
    await chunksLoaded(running, 3);
    mongo.signal('SIGSTOP');
    await sleep(AWAY_MS + 10_000);
    mongo.signal('SIGCONT');
    const ended = await running.ended;
    expect(ended.exitCode, ended.stderr).toBe(0);
    await expectProven();
  });

  it('are of one aether at a time: the other one waits, or works on a run of its own', async () => {
    await startOver();
    const both = await Promise.all([start().ended, start().ended]);
    const codes = both.map(({ exitCode }) => exitCode);
    expect(codes).toContain(0);
    for (const { exitCode, stdout } of both) if (exitCode !== 0) expect(stdout).toContain('LEASE_HELD');
    await expectProven();
  });

  it('leave a run that slept past its lease without a say', async () => {
    await startOver();
    const sleeper = start();
    await chunksLoaded(sleeper, 2);
    sleeper.kill('SIGSTOP');
    expect((await run('run', 'things')).exitCode).toBe(0);
    expect(await newest()).toMatchObject({ state: 'loaded', term: 2 });
    sleeper.kill('SIGCONT');
    expect((await sleeper.ended).stdout).toContain('LEASE_LOST');
    await expectProven();
  });

  it('clear away what was live before, and not what is', async () => {
    await run('publish', 'things', '--confirm', 'test');
    await run('run', 'things');
    await run('publish', 'things', '--confirm', 'test');
    const planned = await run('gc', 'things', '--dry-run');
    expect(planned.data).toMatchObject({ plan: { destructive: true, steps: [{ action: 'delete' }] } });
    const former = (planned.data as { plan: { steps: { subject: string }[] } }).plan.steps[0]!.subject;
    expect(former).toMatch(/^things__before_r\d+$/);
    expect((await run('gc', 'things', '--confirm', 'test')).data).toMatchObject({
      staged: [],
      former: [former],
    });
    await expectProven();
    expect((await run('gc', 'things')).data).toMatchObject({ staged: [], former: [] });
  });

  it('go on after the disk was full', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'aether-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk]);
    const usual = mongo;
    try {
      await mkdir(join(disk, 'data'));
      mongo = await startMongo('documents', join(disk, 'data'));
      const { bsize, bavail } = await statfs(disk);
      await writeFile(join(disk, 'filler'), Buffer.alloc(Math.max(0, bsize * bavail - 6 * 1024 * 1024)));
      const small = await openWorkspace({
        server: { port: (await sandbox.up()).nodes[0]!.port, stateDir: sandbox.context.stateDir },
        database: DATABASE,
        sharesDatabases: true,
        mongo,
        limits: { outage_tolerance: '2s' },
      });
      const usualWorkspace = workspace;
      workspace = small;
      try {
        await writeMapping('things', MAPPING);
        const full = await run('run', 'things');
        expect(full.exitCode).toBe(2);
        expect(full.error!.code).toMatch(/^MONGO_/);
        await rm(join(disk, 'filler'));
        await mongo.kill();
        await mongo.start();
        expect(await run('run', 'things')).toMatchObject({ exitCode: 0, data: { state: 'loaded' } });
        expect(await verify('things')).toMatchObject({ documents: ROOTS, differences: [] });
      } finally {
        await small[Symbol.asyncDispose]();
        workspace = usualWorkspace;
      }
    } finally {
      await mongo[Symbol.asyncDispose]();
      mongo = usual;
      execFileSync('umount', ['-l', disk]);
      await rm(disk, { recursive: true, force: true });
    }
  });
});
