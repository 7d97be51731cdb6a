// @module-tag tried-once
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import { AetherError } from '../../src/lib/core/errors.ts';
import { openConnection, type SessionOptions } from '../../src/lib/infra/mariadb/connection.ts';
import type { MariadbEndpoint } from '../../src/lib/infra/mariadb/endpoint.ts';
import { eventually } from '../support/eventually.ts';
import { ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';
import { failureOf } from '../support/ssh-pool.ts';
import { adminEndpoint, openAdmin, type ServerAccess } from '../support/admin.ts';

// What a server or the network refuses, and what a DBA reads of it.

const USER = 'aethertest_refused';
const PASSWORD = 'only for this test';

// One of its own: its settings change for all who use it.
let sandbox: OwnSandbox;
let server: ServerAccess;
let replica: ServerAccess;
let admin: Pool;

beforeAll(async () => {
  sandbox = await ownSandbox();
  const { nodes } = await sandbox.up({ replica: true });
  server = { port: nodes[0]!.port, stateDir: sandbox.context.stateDir };
  replica = { port: nodes[1]!.port, stateDir: sandbox.context.stateDir };
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

describe('a replica', () => {
  beforeAll(async () => {
    // The test before this leaves it on.
    await admin.query('SET GLOBAL read_only = OFF');
  });

  it.each([
    ['', 'write to its source: give replica1'],
    ['SLAVE MONITOR', 'write to its source, 127.0.0.1:PORT: give replica1'],
  ])(
    'that refuses a write is named, and its source as far as the account may see it: %s',
    async (grant, hint) => {
      if (grant !== '') await admin.query(`GRANT ${grant} ON *.* TO ${USER}`);
      const onReplica = { ...adminEndpoint(replica), user: USER, password: PASSWORD, name: 'replica1' };
      await eventually('the account has come to the replica', async () => {
        await using session = await openConnection(onReplica, {
          signal: new AbortController().signal,
          runId: 'test',
        });
        const grants = await session.query<Record<string, string>>('SHOW GRANTS');
        return grants.some((row) => JSON.stringify(row).includes(grant)) || undefined;
      });
      await using session = await connect({ ...onReplica, database: 'aethertest_refused' });
      expect(await failureOf(session.run('CREATE TABLE a (b INT)'))).toMatchObject({
        code: 'MARIADB_READ_ONLY',
        message: expect.stringMatching(
          /^replica1 \(.*\) is read-only \(read_only is ON\) and a replica: error 1290: /,
        ) as string,
        hint: expect.stringContaining(hint.replace('PORT', String(server.port))) as string,
      });
    },
  );
});

describe.skipIf(process.getuid?.() !== 0)('a full disk (only root can mount a small one)', () => {
  let small: string;
  let database: string;

  beforeAll(async () => {
    await admin.query('SET GLOBAL read_only = OFF');
    await admin.query('CREATE OR REPLACE DATABASE aethertest_full');
    const [rows] = await admin.query<RowDataPacket[]>('SELECT @@datadir AS dir');
    database = join(rows[0]!['dir'] as string, 'aethertest_full');
    small = await mkdtemp(join(sandbox.directory, 'small-'));
    const options = await readFile(join(database, 'db.opt'));
    for (const place of [database, small])
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=777', 'tmpfs', place]);
    await writeFile(join(database, 'db.opt'), options);
    await admin.query(
      'CREATE TABLE aethertest_full.t (a INT AUTO_INCREMENT PRIMARY KEY, b VARCHAR(8000)) CHARSET=ascii',
    );
    const { bsize, bavail } = await statfs(database);
    await writeFile(join(database, 'filler'), Buffer.alloc(bsize * bavail));
  });

  afterAll(async () => {
    await rm(join(database, 'filler'), { force: true });
    await admin.query('DROP TABLE aethertest_full.t');
    for (const place of [database, small]) execFileSync('umount', [place]);
    await admin.query('DROP DATABASE aethertest_full');
  });

  const asAdmin = () =>
    openConnection(adminEndpoint(server), { signal: new AbortController().signal, runId: 'test' });
  const full = (number: number, place: string) => ({
    code: 'MARIADB_DISK_FULL',
    message: expect.stringMatching(
      new RegExp(`^db1 \\(.*\\) has no room to write: error ${number}: `),
    ) as string,
    hint: expect.stringMatching(new RegExp(`^make room on db1 below ${place}, then`)) as string,
    details: { errno: number },
  });

  it('under a table says which host, and that it is the data directory', async () => {
    await using session = await asAdmin();
    const fill = async () => {
      for (let row = 0; row < 200; row += 1)
        await session.run("INSERT INTO aethertest_full.t (b) VALUES (REPEAT('x', 8000))");
    };
    expect(await failureOf(fill())).toMatchObject(full(1114, '\\S+/data/ \\(data\\)'));
  });

  it('under a new table does as well', async () => {
    await using session = await asAdmin();
    const created = session.run('CREATE TABLE aethertest_full.u (a INT)');
    expect(await failureOf(created)).toMatchObject(full(3, '\\S+/data/ \\(data\\)'));
  });

  it('that takes no more files is full too', async () => {
    await rm(join(database, 'filler'));
    const { files, ffree } = await statfs(database);
    execFileSync('mount', ['-o', `remount,size=2m,nr_inodes=${files - ffree}`, database]);
    await using session = await asAdmin();
    const created = session.run('CREATE TABLE aethertest_full.v (a INT)');
    expect(await failureOf(created)).toMatchObject(
      full(1005, '\\S+ \\(data\\) or \\S+ \\(temporary files\\)'),
    );
  });

  it('under the files of a new index names the directory of temporary files', async () => {
    await using session = await asAdmin();
    await session.run('CREATE TABLE aethertest_refused.rows_of (a INT, b VARCHAR(500))');
    const values = Array.from({ length: 8000 }, (_, index) => `(${index}, '${'x'.repeat(490)}')`);
    await session.run(`INSERT INTO aethertest_refused.rows_of VALUES ${values.join(', ')}`);
    await session.run(`SET SESSION innodb_tmpdir = '${small}'`);
    const indexed = session.run(
      'ALTER TABLE aethertest_refused.rows_of ADD INDEX (b), ADD INDEX (a, b), ALGORITHM=INPLACE',
    );
    expect(await failureOf(indexed)).toMatchObject(full(1878, `${small} \\(temporary files\\)`));
  });
});
