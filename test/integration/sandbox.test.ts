// @module-tag tried-once
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/lib/core/redact.ts';
import { loadEnvironment } from '../../src/lib/infra/config/load-environment.ts';
import { openConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { serverErrno } from '../../src/lib/infra/mariadb/driver-error.ts';
import { createConnector, type AccountName } from '../../src/lib/infra/mariadb/connector.ts';
import { currentLayout, prepareSandbox } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { passwordFile } from '../../src/lib/sandbox/passwords.ts';
import { sandboxDown } from '../../src/lib/sandbox/sandbox-down.ts';
import { readState, writeState } from '../../src/lib/sandbox/sandbox-state.ts';
import { isAsWanted, sandboxStatus } from '../../src/lib/sandbox/sandbox-status.ts';
import { planSandboxUp } from '../../src/lib/sandbox/sandbox-up.ts';
import { eventually } from '../support/eventually.ts';
import { ownSandbox, processesBelow, type OwnSandbox } from '../support/own-sandbox.ts';

const ONE_SERVER = { galera: false, replica: false, basedir: undefined };

let sandbox: OwnSandbox;
beforeAll(async () => {
  sandbox = await ownSandbox();
});
afterAll(() => sandbox.remove());

/** The sandbox's own environment file, as commands find it. */
async function connectAs(account: AccountName, database?: string) {
  const { context } = sandbox;
  const environment = () =>
    loadEnvironment({
      cwd: context.cwd,
      variables: {},
      stateDir: context.stateDir,
      redactor: createRedactor(),
    });
  const connector = await createConnector({ ...context, environment }, account);
  return connector.open({ localInfile: account === 'ingest', ...(database && { database }) });
}

const steps = () => sandbox.events.flatMap((event) => (event.type === 'step_finished' ? [event.step] : []));

describe('a new sandbox', () => {
  it('is planned without a trace', async () => {
    const plan = await planSandboxUp(sandbox.context, ONE_SERVER);
    expect(plan.steps.map((step) => step.id)).toEqual([
      'tls',
      'passwords',
      'node1.install',
      'node1.start',
      'environment',
    ]);
    expect(await readdir(sandbox.directory)).toEqual([]);
  });

  it('comes up, and a second time has nothing to do', async () => {
    const { nodes, changed } = await sandbox.up();
    expect(changed).toBe(5);
    expect(nodes).toMatchObject([{ name: 'node1', state: 'up', address: '127.0.0.1', problem: null }]);
    expect(await sandbox.up()).toMatchObject({ changed: 0, nodes: [{ pid: nodes[0]!.pid }] });
  });

  it('starts without a warning in its log', async () => {
    const log = await readFile((await sandboxStatus(sandbox.context)).nodes[0]!.error_log, 'utf8');
    const complaints = log.split('\n').filter((line) => /\[(Warning|ERROR)\]/.test(line));
    // How many files one may open is the machine's business.
    expect(complaints.filter((line) => !line.includes('max_open_files'))).toEqual([]);
  });

  it('lets only its owner read it', async () => {
    const { root, secretsDir, tlsDir } = currentLayout(sandbox.context.stateDir);
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await Promise.all([root, secretsDir, tlsDir].map(mode))).toEqual(['700', '700', '700']);
    for (const name of await readdir(secretsDir)) expect(await mode(join(secretsDir, name))).toBe('600');
    expect(await mode(join(root, 'node1', 'my.cnf'))).toBe('600');
  });

  it('has no anonymous account, no test database, and root on the socket alone', async () => {
    const users = await sandbox.sql<{ account: string; plugin: string }>(
      'node1',
      "SELECT CONCAT(user, '@', host) account, plugin FROM mysql.user WHERE user NOT LIKE 'aether\\_%' ORDER BY 1",
    );
    expect(users.filter(({ account }) => account.startsWith('@'))).toEqual([]);
    for (const { account, plugin } of users) {
      if (account !== 'mariadb.sys@localhost') expect(plugin).toBe('unix_socket');
    }
    const databases = await sandbox.sql<{ name: string }>(
      'node1',
      'SELECT schema_name name FROM information_schema.schemata',
    );
    expect(databases.map(({ name }) => name)).not.toContain('test');
  });

  it('refuses everybody who comes without TLS', async () => {
    const session = await sandbox.open('node1');
    const { signal, runId } = sandbox.context;
    const plain = await openConnection({ ...session.endpoint, tls: null }, { signal, runId }).catch(
      serverErrno,
    );
    // 11.8 has a number of its own for it.
    expect([1045, 3159]).toContain(plain);
    expect(await session.query("SHOW SESSION STATUS LIKE 'Ssl_version'")).toMatchObject([
      { Value: 'TLSv1.3' },
    ]);
    await session.close();
  });
});

describe('its accounts', () => {
  it('let the migrator make tables, routines and triggers of the locked definer, in any database of aether', async () => {
    await using session = await connectAs('migrator');
    await session.run('CREATE DATABASE aether_it_sandbox');
    await session.run('CREATE TABLE aether_it_sandbox.t (id INT PRIMARY KEY, seen INT)');
    await session.run(
      'CREATE TABLE aether_it_sandbox.log (id INT PRIMARY KEY AUTO_INCREMENT, t_id INT, FOREIGN KEY (t_id) REFERENCES aether_it_sandbox.t (id))',
    );
    await session.run(
      'CREATE DEFINER=aether_definer@localhost TRIGGER aether_it_sandbox.t_ai AFTER INSERT ON aether_it_sandbox.t ' +
        'FOR EACH ROW INSERT INTO aether_it_sandbox.log (t_id) VALUES (NEW.id)',
    );
    await session.run(
      'CREATE DEFINER=aether_definer@localhost FUNCTION aether_it_sandbox.one() RETURNS INT RETURN 1',
    );
    await expect(session.run('CREATE DATABASE other')).rejects.toMatchObject({
      code: 'MARIADB_ACCESS_DENIED',
    });
  });

  it('let ingest load data, which fires the trigger, but grant nothing', async () => {
    await using session = await connectAs('ingest', 'aether_it_sandbox');
    const load = "LOAD DATA LOCAL INFILE 'x' INTO TABLE t FIELDS TERMINATED BY ',' (id, seen)";
    expect(await session.load(load, [Buffer.from('1,1\n2,2\n')])).toMatchObject({
      affectedRows: 2,
    });
    expect(await session.query('SELECT t_id FROM log ORDER BY 1')).toEqual([{ t_id: 1 }, { t_id: 2 }]);
    expect(await session.query('SELECT one() AS one')).toEqual([{ one: 1 }]);
    await expect(session.run('GRANT SELECT ON t TO aether_reader')).rejects.toMatchObject({
      code: 'MARIADB_ACCESS_DENIED',
    });
  });

  it('let the reader read', async () => {
    await using session = await connectAs('reader', 'aether_it_sandbox');
    expect(await session.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: '2' }]);
    await expect(session.run('DELETE FROM t')).rejects.toMatchObject({ code: 'MARIADB_ACCESS_DENIED' });
  });
});

describe('up mends', () => {
  const count = async () =>
    (await sandbox.sql<{ n: string }>('node1', 'SELECT COUNT(*) AS n FROM aether_it_sandbox.t'))[0]!.n;

  it('a server that was killed, with all that it had acknowledged', async () => {
    await sandbox.sql('node1', 'INSERT INTO aether_it_sandbox.t VALUES (3, 3)');
    const killed = await sandbox.pid('node1');
    process.kill(killed, 'SIGKILL');
    await eventually('the server is gone', async () =>
      (await sandbox.pid('node1')) === null ? true : undefined,
    );
    expect(isAsWanted(await sandboxStatus(sandbox.context))).toBe(false);
    const { nodes } = await sandbox.up();
    expect(nodes[0]).toMatchObject({ state: 'up' });
    expect(nodes[0]!.pid).not.toBe(killed);
    expect(await count()).toBe('3');
  });

  it('a server that hangs', async () => {
    const hung = await sandbox.pid('node1');
    process.kill(hung, 'SIGSTOP');
    expect((await sandboxStatus(sandbox.context)).nodes[0]).toMatchObject({ state: 'unknown', pid: hung });
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
    expect(await count()).toBe('3');
  });

  it('lost passwords', async () => {
    const { secretsDir } = currentLayout(sandbox.context.stateDir);
    const before = await readFile(join(secretsDir, 'aether_reader'), 'utf8');
    await rm(secretsDir, { recursive: true });
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
    expect(await readFile(join(secretsDir, 'aether_reader'), 'utf8')).not.toBe(before);
    await using session = await connectAs('reader', 'aether_it_sandbox');
    expect(await session.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: '3' }]);
  });

  it('passwords, rights and accounts that were changed on the server', async () => {
    await sandbox.sql('node1', "SET PASSWORD FOR aether_reader@'%' = PASSWORD('another')");
    await sandbox.sql('node1', "REVOKE INSERT ON `aether%`.* FROM aether_ingest@'%'");
    await sandbox.sql('node1', "DROP USER aether_replication@'%'");
    await expect(connectAs('reader')).rejects.toMatchObject({ code: 'MARIADB_ACCESS_DENIED' });
    sandbox.events.length = 0;
    await sandbox.up();
    expect(steps()).toEqual(['node1.accounts']);
    await (await connectAs('reader')).close();
    sandbox.events.length = 0;
    await sandbox.up();
    expect(steps()).toEqual([]);
  });

  it('lost certificates', async () => {
    await rm(currentLayout(sandbox.context.stateDir).tlsDir, { recursive: true });
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
    expect(await count()).toBe('3');
  });

  it('a configuration that was changed by hand', async () => {
    const file = join(currentLayout(sandbox.context.stateDir).root, 'node1', 'my.cnf');
    await writeFile(file, `${await readFile(file, 'utf8')}\nmax_connections = 1\n`);
    sandbox.events.length = 0;
    await sandbox.up();
    expect(steps()).toEqual(['node1.stop', 'node1.start']);
    expect(await sandbox.sql('node1', 'SELECT @@max_connections AS n')).toEqual([{ n: '200' }]);
  });
});

describe('down', () => {
  it('stops the server, and up goes on with the same data and ports', async () => {
    const port = (await sandboxStatus(sandbox.context)).nodes[0]!.port;
    expect(await sandboxDown(sandbox.context, false)).toEqual({ stopped: ['node1'], purged: false });
    const status = await sandboxStatus(sandbox.context);
    expect(status).toMatchObject({ wanted: 'down', nodes: [{ state: 'down', pid: null }] });
    expect(isAsWanted(status)).toBe(true);
    expect(await sandboxDown(sandbox.context, false)).toEqual({ stopped: [], purged: false });
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up', port });
    expect(await sandbox.sql('node1', 'SELECT COUNT(*) AS n FROM aether_it_sandbox.t')).toEqual([{ n: '3' }]);
  });

  it('leaves nothing with purge, once it was confirmed', async () => {
    const asked: string[] = [];
    const refusing = {
      ...sandbox.context,
      confirm: async ({ title }: { title: string }) => {
        asked.push(title);
        throw new Error('no');
      },
    };
    await expect(sandboxDown(refusing, true)).rejects.toThrow('no');
    expect(asked).toEqual(['sandbox: stop and remove']);
    expect((await sandboxStatus(sandbox.context)).nodes[0]).toMatchObject({ state: 'up' });

    expect(await sandboxDown(sandbox.context, true)).toEqual({ stopped: ['node1'], purged: true });
    expect(await readdir(sandbox.context.stateDir)).toEqual([]);
    expect(await processesBelow(sandbox.directory)).toEqual([]);
    expect(await sandboxStatus(sandbox.context)).toMatchObject({ wanted: null, nodes: [] });
  });

  it('removes even a sandbox that cannot be read any more', async () => {
    const { root, stateFile } = currentLayout(sandbox.context.stateDir);
    await sandbox.up();
    await writeFile(stateFile, '{');
    await expect(sandbox.up()).rejects.toMatchObject({ code: 'SANDBOX_DAMAGED' });
    expect(await sandboxDown(sandbox.context, true)).toEqual({ stopped: ['node1'], purged: true });
    expect(existsSync(root)).toBe(false);
  });
});

describe('odd surroundings', () => {
  it('a foreign process on the port: an error that names it, or, before first use, another port', async () => {
    const { context } = sandbox;
    const layout = currentLayout(context.stateDir);
    const { state } = await prepareSandbox(context, ONE_SERVER);
    const port = state.ports['node1']!.mariadb;
    const foreign = createServer();
    await new Promise<void>((resolve) => foreign.listen(port, '127.0.0.1', resolve));
    await mkdir(layout.root, { recursive: true });
    await writeState(layout, state);
    const [node] = (await sandbox.up()).nodes;
    expect(node!.port).not.toBe(port);
    foreign.close();

    await sandboxDown(context, false);
    const second = createServer();
    await new Promise<void>((resolve) => second.listen(node!.port, '127.0.0.1', resolve));
    await expect(sandbox.up()).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `port ${node!.port} of node1 is in use by another process`,
    });
    second.close();
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up', port: node!.port });
  });

  it('data of another series: nothing is touched', async () => {
    const layout = currentLayout(sandbox.context.stateDir);
    const state = (await readState(layout))!;
    await writeState(layout, { ...state, version: '10.6.18' });
    await expect(sandbox.up()).rejects.toMatchObject({ code: 'SERVER_VERSION' });
    await writeState(layout, state);
  });

  it('programs that are missing: the line to type', async () => {
    await expect(sandbox.up({ basedir: '/nonexistent' })).rejects.toMatchObject({
      code: 'SERVER_MISSING',
      hint: expect.stringContaining('apt-get install --no-install-recommends mariadb-server'),
    });
  });

  it('a path too deep for a socket', async () => {
    const deep = await ownSandbox(`${'deep/'.repeat(20)}.aether`);
    const [node] = (await deep.up()).nodes;
    expect(node).toMatchObject({
      state: 'up',
      socket: expect.stringMatching(/^\/tmp\/aether-\d+-\w+\/node1.sock$/),
    });
    await deep.remove();
    expect(existsSync(join(node!.socket, '..'))).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)('a sandbox of another user', async () => {
    const { root } = currentLayout(sandbox.context.stateDir);
    await chown(root, 65_534, 65_534);
    await expect(sandbox.up()).rejects.toMatchObject({
      code: 'USAGE',
      message: `${root} belongs to another user (uid 65534)`,
    });
    await chown(root, 0, 0);
  });

  it('damaged data: an error with the log to read, and nothing is removed', async () => {
    await sandboxDown(sandbox.context, false);
    const data = join(currentLayout(sandbox.context.stateDir).root, 'node1', 'data');
    await rename(join(data, 'mysql'), join(data, 'mysql.away'));
    await expect(sandbox.up()).rejects.toMatchObject({
      code: 'SERVER_FAILED',
      message: expect.stringContaining('node1 ended while it started: '),
      hint: expect.stringContaining('error.log'),
    });
    expect(await readdir(data)).toContain('ibdata1');
    await rename(join(data, 'mysql.away'), join(data, 'mysql'));
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
  });

  it('a password file that holds no password', async () => {
    await writeFile(passwordFile(currentLayout(sandbox.context.stateDir), 'admin'), 'wrong\n');
    expect((await sandboxStatus(sandbox.context)).nodes[0]).toMatchObject({ state: 'broken' });
    sandbox.events.length = 0;
    expect((await sandbox.up()).nodes[0]).toMatchObject({ state: 'up' });
    expect(steps()).toEqual(['node1.accounts']);
  });
});
