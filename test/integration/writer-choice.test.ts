import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEnvironment } from '../../src/lib/infra/config/load-environment.ts';
import type { MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { createConnector, type MariadbConnector } from '../../src/lib/infra/mariadb/connector.ts';
import { identifyServer, killOnServer } from '../../src/lib/infra/mariadb/kill-on-server.ts';
import type { WriterChoice } from '../../src/lib/infra/mariadb/writer/open-on-writer.ts';
import { eventually } from '../support/eventually.ts';
import { auditTests } from './on-cluster/audit-tests.ts';
import { endpointTests } from './on-cluster/endpoint-tests.ts';
import { plantedRowTests } from './on-cluster/planted-row-tests.ts';
import { ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';
import { adminEndpoint, type ServerAccess } from '../support/admin.ts';

// The members of a real cluster, of which the first one dies.

let sandbox: OwnSandbox;
let access: ServerAccess[];
let ports: ReadonlyMap<string, number>;

beforeAll(async () => {
  sandbox = await ownSandbox();
  const { nodes } = await sandbox.up({ galera: true, replica: true });
  ports = new Map(nodes.map(({ name, port }) => [name, port]));
  access = nodes.map(({ port }) => ({ port, stateDir: sandbox.context.stateDir }));
}, 300_000);

afterAll(() => sandbox.remove());

async function connector(writers: WriterChoice): Promise<MariadbConnector> {
  const { stateDir, redactor } = sandbox.context;
  const environment = await loadEnvironment({ cwd: sandbox.directory, variables: {}, stateDir, redactor });
  return createConnector(
    { runId: 'test', signal: sandbox.context.signal, environment: async () => environment, writers },
    'admin',
  );
}

async function nodeOf(connection: MariadbConnection): Promise<string> {
  const [row] = await connection.query<{ dir: string }>('SELECT @@datadir AS dir');
  return /(node\d|replica\w*)/.exec(row?.dir ?? '')?.[0] ?? '?';
}

const open = (server: ServerAccess) => {
  const { address, port, user, password, tls } = adminEndpoint(server);
  return mysql.createConnection({
    host: address,
    port,
    user,
    password,
    ssl: tls,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
};

describe('a KILL', { timeout: 60_000 }, () => {
  const sleeping = async (driver: mysql.Connection) => {
    const tag = `/* aether run=${String(Math.random()).slice(2)} */`;
    const ended = driver.query(`${tag} SELECT SLEEP(40) AS killed`).then(
      ([rows]) => rows,
      (thrown: unknown) => thrown,
    );
    return { tag, ended };
  };

  it('hits the session on its own server, although connections reach another one first', async () => {
    const driver = await open(access[0]!);
    const { tag, ended } = await sleeping(driver);
    const session = {
      server: await open(access[0]!).then(async (other) => {
        const server = await identifyServer(other);
        await other.end();
        return server;
      }),
      threadId: driver.threadId,
      tag,
    };
    const asked: number[] = [];
    const connect = async () => {
      // What a proxy in front of the cluster does.
      const next = asked.length % 3 === 2 ? 0 : 1 + (asked.length % 3);
      asked.push(next);
      return open(access[next]!);
    };
    expect(await killOnServer(connect, session, 'query')).toBe(true);
    expect(asked).toEqual([1, 2, 0]);
    await ended;
    await driver.end();
  });

  it('leaves a session alone that has the same id on another server, and one that runs something else', async () => {
    const driver = await open(access[0]!);
    const { tag } = await sleeping(driver);
    const server = await open(access[1]!).then(async (other) => {
      const name = await identifyServer(other);
      await other.end();
      return name;
    });
    const here = () => open(access[0]!);
    expect(await killOnServer(here, { server, threadId: driver.threadId, tag }, 'session')).toBe(false);
    const own = await here();
    const mine = await identifyServer(own);
    const other = { server: mine, threadId: driver.threadId, tag: '/* aether run=another */' };
    expect(await killOnServer(here, other, 'session')).toBe(false);
    const [rows] = await own.query<mysql.RowDataPacket[]>(
      'SELECT 1 FROM information_schema.processlist WHERE id = ? AND INSTR(info, ?) > 0',
      [driver.threadId, tag],
    );
    expect(rows).toHaveLength(1);
    await own.end();
    driver.destroy();
  });
});

plantedRowTests(() => sandbox);
endpointTests(
  () => sandbox,
  (node) => ports.get(node)!,
);

// After those that want a replica which has applied everything.
auditTests(
  () => sandbox,
  (node) => ports.get(node)!,
);

describe('the writer', { timeout: 120_000 }, () => {
  it('is the first member, stays so, and never the replica', async () => {
    const writers: WriterChoice = { host: undefined };
    const admin = await connector(writers);
    await using first = await admin.open();
    await using second = await admin.open();
    expect([await nodeOf(first), await nodeOf(second), writers.host]).toEqual(['node1', 'node1', 'node1']);
  });

  it('is another live member once the first one is dead, and has what was committed there', async () => {
    const writers: WriterChoice = { host: undefined };
    const admin = await connector(writers);
    await using before = await admin.open();
    await before.run('CREATE DATABASE aethertest_writer');
    await before.run('CREATE TABLE aethertest_writer.seen (id INT PRIMARY KEY)');
    await before.run('INSERT INTO aethertest_writer.seen VALUES (1)');
    process.kill(await sandbox.pid('node1'), 'SIGKILL');
    // Until the survivors have dropped it they answer, and take no writes.
    await using after = await eventually('a member takes writes', () => admin.open().catch(() => undefined));
    expect([await nodeOf(after), writers.host]).toEqual(['node2', 'node2']);
    expect(await after.query('SELECT id FROM aethertest_writer.seen')).toEqual([{ id: 1 }]);
    // A run that begins now does not even ask node1 twice.
    await using fresh = await (await connector({ host: undefined })).open();
    await fresh.run('INSERT INTO aethertest_writer.seen VALUES (2)');
  });

  it('does not exist while no member is Primary, and the error names what each of them is', async () => {
    process.kill(await sandbox.pid('node2'), 'SIGKILL');
    await eventually('node3 has lost its cluster', async () => {
      const rows = await sandbox.sql<{ Value: string }>('node3', "SHOW STATUS LIKE 'wsrep_cluster_status'");
      return rows[0]?.Value === 'non-Primary' ? true : undefined;
    });
    const failing = (await connector({ host: undefined })).open();
    await expect(failing).rejects.toMatchObject({
      code: 'MARIADB_NOT_READY',
      message: expect.stringMatching(
        /^no member of the cluster takes writes: node1 \(.*ECONNREFUSED.*; node2 \(.*; node3 is in a non-Primary component$/,
      ) as string,
    });
  });
});
