// @module-tag tried-once
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMongo, type MongoSession } from '../../src/lib/infra/mongo/client.ts';
import type { MongoEndpoint } from '../../src/lib/infra/mongo/endpoint.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { isAsWanted, sandboxStatus } from '../../src/lib/sandbox/sandbox-status.ts';
import { sandboxDown } from '../../src/lib/sandbox/sandbox-down.ts';
import { planSandboxUp } from '../../src/lib/sandbox/sandbox-up.ts';
import { describeOnMongo, mongoProgram } from '../support/mongo-server.ts';
import { ownSandbox, processesBelow, type OwnSandbox } from '../support/own-sandbox.ts';
import { runInProcess } from '../support/run-in-process.ts';

let sandbox: OwnSandbox;

const layout = () => currentLayout(sandbox.context.stateDir);
const secret = async (name: string) => (await readFile(join(layout().secretsDir, name), 'utf8')).trim();
const server = async () => (await sandboxStatus(sandbox.context)).mongo!;

async function endpoint(changes: Partial<MongoEndpoint> = {}): Promise<MongoEndpoint> {
  const { port } = await server();
  return {
    hosts: [{ name: 'mongo1', address: '127.0.0.1', port }],
    user: 'aether_writer',
    password: await secret('mongo_writer'),
    tls: { ca: await readFile(layout().tlsCa, 'utf8') },
    replicaSet: mongoProgram!.isStandIn ? 'secantus' : 'sandbox',
    database: 'aethermart',
    ...changes,
  };
}

async function open(
  changes: Partial<MongoEndpoint> = {},
  signal = new AbortController().signal,
): Promise<MongoSession> {
  return openMongo(await endpoint(changes), { signal, runId: 'test', selectionTimeoutMs: 2000 });
}

describeOnMongo('a sandbox with MongoDB', () => {
  beforeAll(async () => {
    sandbox = await ownSandbox();
  });
  afterAll(() => sandbox.remove());

  it('is planned by the name of its server', async () => {
    const plan = await planSandboxUp(sandbox.context, {
      galera: false,
      replica: false,
      basedir: undefined,
      mongo: true,
    });
    expect(plan.title).toBe(`sandbox: one MariaDB server, and ${mongoProgram!.label}`);
    expect(plan.steps.map(({ id }) => id)).toEqual([
      'tls',
      'passwords',
      'node1.install',
      'node1.start',
      'mongo1.install',
      'mongo1.start',
      'environment',
    ]);
  });

  it('comes up as a replica set of one, and a second time has nothing to do', async () => {
    const { mongo } = await sandbox.up({ mongo: true });
    expect(mongo).toMatchObject({ state: 'up', problem: null, stand_in: mongoProgram!.isStandIn });
    expect(mongo!.server).toBe(mongoProgram!.label);
    expect(mongo!.replica_set).not.toBeNull();
    // Once it is there, it needs no flag.
    expect(await sandbox.up()).toMatchObject({ changed: 0, mongo: { pid: mongo!.pid } });
  });

  it('lets nobody in without an account', async () => {
    await expect(
      open({ user: '', password: '' }).then((session) => session.db.listCollections().toArray()),
    ).rejects.toThrow();
    await expect(open({ password: 'wrong' })).rejects.toMatchObject({ code: 'MONGO_ACCESS_DENIED' });
    const plain = new MongoClient(`mongodb://127.0.0.1:${(await server()).port}/`, {
      serverSelectionTimeoutMS: 1000,
    });
    await expect(plain.connect()).rejects.toThrow();
    await plain.close();
  });

  it('gives its accounts no more than their roles', async () => {
    await using reader = await open({ user: 'aether_reader', password: await secret('mongo_reader') });
    await expect(reader.call(() => reader.db.collection('t').insertOne({}))).rejects.toMatchObject({
      code: 'MONGO_ACCESS_DENIED',
      hint: expect.stringContaining('aether_reader') as string,
    });
    await using writer = await open();
    await expect(
      writer.call(() => writer.database('other').collection('t').insertOne({})),
    ).rejects.toMatchObject({ code: 'MONGO_ACCESS_DENIED' });
  });

  it('is called by its name in the errors of a client', async () => {
    const hosts = [{ name: 'mongo1', address: '127.0.0.1', port: 1 }];
    await expect(open({ hosts })).rejects.toMatchObject({
      code: 'MONGO_UNREACHABLE',
      message: expect.stringContaining('mongo1 (127.0.0.1:1)') as string,
    });
    const ca = await readFile(new URL('../../fixtures/../package.json', import.meta.url), 'utf8');
    await expect(open({ tls: { ca } })).rejects.toMatchObject({ code: 'MONGO_TLS' });
  });

  it('ends what is under way at Ctrl-C, with its reason', async () => {
    const controller = new AbortController();
    await using session = await open({}, controller.signal);
    const stream = session.call(() =>
      session.db.collection('t').watch([], { maxAwaitTimeMS: 60_000 }).next(),
    );
    setTimeout(() => controller.abort(new Error('Ctrl-C')), 200);
    await expect(stream).rejects.toThrow('Ctrl-C');
  });

  it('is found right by aether check, which calls a stand-in one', async () => {
    const { directory, context } = sandbox;
    const { stdout, exitCode } = await runInProcess(['check', '--json'], {
      cwd: directory,
      variables: { AETHER_STATE_DIR: context.stateDir },
    });
    const { findings } = (JSON.parse(stdout) as { data: { findings: Record<string, string>[] } }).data;
    const mongo = findings.filter(({ check }) => check!.startsWith('mongo'));
    expect(mongo.map(({ check, status }) => `${check} ${status}`)).toEqual([
      'mongo accounts ok',
      'mongo accounts ok',
      'mongo accounts ok',
      'mongo clock ok',
      mongoProgram!.isStandIn ? 'mongo warn' : 'mongo ok',
    ]);
    expect(mongo.at(-1)!['message']).toContain(mongoProgram!.label);
    expect(exitCode).toBe(0);
  });

  it('keeps what it acknowledged over a kill, and is started again', async () => {
    await using session = await open();
    await session.call(() =>
      session.db.collection<{ _id: number }>('kept').insertMany([{ _id: 1 }, { _id: 2 }]),
    );
    process.kill((await server()).pid!, 'SIGKILL');
    await expect.poll(async () => (await server()).state, { timeout: 60_000 }).toBe('down');
    expect(isAsWanted(await sandboxStatus(sandbox.context))).toBe(false);
    await sandbox.up();
    await using again = await open();
    expect(await again.db.collection('kept').countDocuments()).toBe(2);
  });

  it('gets its accounts back if their passwords were lost', async () => {
    await writeFile(join(layout().secretsDir, 'mongo_admin'), 'another\n');
    await rm(join(layout().secretsDir, 'mongo_writer'));
    await sandbox.up();
    await using session = await open();
    expect(await session.db.collection('kept').countDocuments()).toBe(2);
  });

  it('is started again with its data after it was stopped, and leaves nothing when it is removed', async () => {
    expect((await sandboxDown(sandbox.context, false)).stopped).toContain('mongo1');
    expect(await processesBelow(sandbox.directory)).toEqual([]);
    await sandbox.up();
    await using session = await open();
    expect(await session.db.collection('kept').countDocuments()).toBe(2);
    await session.close();
    await sandboxDown(sandbox.context, true);
    expect(await processesBelow(sandbox.directory)).toEqual([]);
    await expect(readFile(layout().tlsCa)).rejects.toThrow('ENOENT');
  });
});
