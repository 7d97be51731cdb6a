// @module-tag tried-once
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from 'mysql2/promise';
import { AetherError } from '../../src/lib/core/errors.ts';
import { openConnection, type SessionOptions } from '../../src/lib/infra/mariadb/connection.ts';
import type { MariadbEndpoint } from '../../src/lib/infra/mariadb/endpoint.ts';
import { ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';
import { failureOf } from '../support/ssh-pool.ts';
import { adminEndpoint, openAdmin, type ServerAccess } from '../support/admin.ts';

// What a server or the network refuses, and what a DBA reads of it.

const USER = 'aethertest_refused';
const PASSWORD = 'only for this test';

// One of its own: its settings change for all who use it.
let sandbox: OwnSandbox;
let server: ServerAccess;
let admin: Pool;

beforeAll(async () => {
  sandbox = await ownSandbox();
  const { nodes } = await sandbox.up();
  server = { port: nodes[0]!.port, stateDir: sandbox.context.stateDir };
  admin = openAdmin(server);
  await admin.query(`CREATE OR REPLACE USER ${USER} IDENTIFIED BY '${PASSWORD}' REQUIRE SSL`);
  await admin.query('CREATE OR REPLACE DATABASE aethertest_refused');
  await admin.query(`GRANT ALL PRIVILEGES ON aethertest_refused.* TO ${USER}`);
});

afterAll(async () => {
  await admin.end();
  await sandbox.remove();
});

const endpoint = (change: Partial<MariadbEndpoint> = {}): MariadbEndpoint => ({
  ...adminEndpoint(server),
  user: USER,
  password: PASSWORD,
  ...change,
});

const connect = (change: Partial<MariadbEndpoint> = {}, options: Partial<SessionOptions> = {}) =>
  openConnection(endpoint(change), { signal: new AbortController().signal, runId: 'test', ...options });

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

describe('a login', () => {
  it('to a port on which nothing listens says so', async () => {
    expect(await failureOf(connect({ port: await freePort() }))).toMatchObject({
      code: 'MARIADB_UNREACHABLE',
      message: expect.stringMatching(
        /^db1 \(127\.0\.0\.1:\d+\): nothing listens on port \d+ \(ECONNREFUSED\)$/,
      ) as string,
    });
  });

  it('to a name that does not resolve says so', async () => {
    expect(await failureOf(connect({ address: 'db1.invalid' }))).toMatchObject({
      code: expect.stringMatching(/^MARIADB_(ADDRESS_UNKNOWN|UNREACHABLE)$/) as string,
      message: expect.stringMatching(/"db1\.invalid"/) as string,
    });
  });

  it('without TLS as an account that requires it points to TLS', async () => {
    await using session = await connect();
    expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await admin.query('SET GLOBAL require_secure_transport = OFF');
    expect(await failureOf(connect({ tls: null }))).toMatchObject({
      code: 'MARIADB_ACCESS_DENIED',
      hint: expect.stringMatching(/REQUIRE SSL .* mariadb\.tls\.mode is off/) as string,
    });
  });
});

describe('Ctrl-C while a server is connected to that does not answer', () => {
  it.each(['signal', 'hurry'] as const)('ends the login within a second (%s)', async (which) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const controller = new AbortController();
    const { port } = silent.address() as AddressInfo;
    const failing = failureOf(connect({ port }, { [which]: controller.signal }));
    await new Promise((resolve) => silent.once('connection', resolve));
    const pressedAt = performance.now();
    controller.abort(new AetherError('INTERRUPTED', 'interrupted by SIGINT'));
    expect(await failing).toMatchObject({ code: which === 'signal' ? 'INTERRUPTED' : 'MARIADB_UNREACHABLE' });
    expect(performance.now() - pressedAt).toBeLessThan(1000);
    silent.close();
  });
});

describe('a server that is read-only', () => {
  it('says so, and that it is not a replica', async () => {
    await using session = await connect({ database: 'aethertest_refused' });
    await admin.query('SET GLOBAL read_only = ON');
    expect(await failureOf(session.run('CREATE TABLE a (b INT)'))).toMatchObject({
      code: 'MARIADB_READ_ONLY',
      message: expect.stringMatching(/^db1 \(.*\) is read-only \(read_only is ON\): error 1290: /) as string,
      hint: expect.stringMatching(/SET GLOBAL read_only = OFF on db1/) as string,
      details: { errno: 1290 },
    });
  });
});
