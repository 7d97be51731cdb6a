// @module-tag tried-once
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { sandboxDown } from '../../src/lib/sandbox/sandbox-down.ts';
import { isAsWanted, sandboxStatus } from '../../src/lib/sandbox/sandbox-status.ts';
import { stopServer } from '../../src/lib/sandbox/stop-server.ts';
import { documentOf, startAether } from '../support/aether-cli.ts';
import { eventually, eventuallyEqual } from '../support/eventually.ts';
import { finish, ownSandbox, processesBelow, type OwnSandbox } from '../support/own-sandbox.ts';

const MEMBERS = ['node1', 'node2', 'node3'];
const ALL = [...MEMBERS, 'replica1'];

let sandbox: OwnSandbox;
beforeAll(async () => {
  sandbox = await ownSandbox();
  await sandbox.up();
  await sandbox.sql('node1', 'CREATE DATABASE aether_it');
  await sandbox.sql('node1', 'CREATE TABLE aether_it.t (id VARCHAR(40) PRIMARY KEY)');
  await sandbox.sql('node1', "INSERT INTO aether_it.t VALUES ('made by the single server')");
});
afterAll(async () => {
  await sandbox.remove();
  expect(await processesBelow(sandbox.directory)).toEqual([]);
});

const dataDir = (node: string) => join(currentLayout(sandbox.context.stateDir).root, node, 'data');
const steps = () => sandbox.events.flatMap((event) => (event.type === 'step_finished' ? [event.step] : []));

async function upAll(): Promise<string[]> {
  sandbox.events.length = 0;
  const { nodes } = await sandbox.up();
  expect(nodes.map(({ name, state }) => `${name} ${state}`)).toEqual(ALL.map((name) => `${name} up`));
  // A donor is Donor/Desynced for a moment longer than its joiner needs to be ready.
  await eventually('every member is synced', async () => {
    const members = (await sandboxStatus(sandbox.context)).nodes.slice(0, 3);
    return members.every(({ wsrep }) => wsrep?.local_state === 'Synced') ? true : undefined;
  });
  for (const { wsrep } of (await sandboxStatus(sandbox.context)).nodes.slice(0, 3)) {
    expect(wsrep).toEqual({ cluster_status: 'Primary', cluster_size: 3, local_state: 'Synced', ready: true });
  }
  return steps();
}

async function kill(node: string): Promise<void> {
  process.kill(await sandbox.pid(node), 'SIGKILL');
  await eventually(`${node} is gone`, async () => ((await sandbox.pid(node)) === null ? true : undefined));
}

/** Takes node3's data away, and kills the `up` that has begun to copy it again; the servers go on with the copy. */
async function killDuringCopy(): Promise<void> {
  await stopServer({ context: sandbox.context, layout: currentLayout(sandbox.context.stateDir) }, 'node3');
  await rm(dataDir('node3'), { recursive: true });
  const child = sandbox.spawn('up');
  const marks = ['sst_in_progress', '.sst'].map((name) => join(dataDir('node3'), name));
  await eventually('the copy has begun', async () => marks.some((mark) => existsSync(mark)) || undefined);
  child.kill('SIGKILL');
  await finish(child);
}

/** What `aether check` finds about the members' GTIDs. */
async function checkedGtids(): Promise<string[]> {
  const ended = await startAether(['--env', 'sandbox', 'check', '--json'], {
    cwd: sandbox.directory,
    variables: { AETHER_STATE_DIR: sandbox.context.stateDir },
  }).ended;
  const { data } = documentOf<{ findings: { check: string; host: string; status: string }[] }>(ended);
  return data.findings.filter(({ check }) => check === 'gtid').map(({ host, status }) => `${host} ${status}`);
}

/** The same rows and the same transaction ids on every server. */
async function expectEqualServers(): Promise<string[]> {
  await sandbox.sql('node1', 'INSERT INTO aether_it.t VALUES (UUID())');
  const read = async (node: string) => {
    await using session = await sandbox.open(node);
    await session.run('SET SESSION wsrep_sync_wait = 1');
    const rows = await session.query<{ id: string }>('SELECT id FROM aether_it.t ORDER BY id');
    const [gtid] = await session.query<{ gtid: string; domain: number }>(
      "SELECT REGEXP_SUBSTR(@@gtid_binlog_pos, '\\\\b1-1-[0-9]+') AS gtid, @@wsrep_gtid_domain_id AS domain",
    );
    return { rows: rows.map(({ id }) => id), gtid: gtid!.gtid };
  };
  const first = await read('node1');
  expect(first.gtid).toMatch(/^1-1-\d+$/);
  for (const node of ALL.slice(1)) {
    await eventuallyEqual(`${node} has what node1 has`, {
      actual: () => read(node),
      expected: () => first,
    });
  }
  const domains = await Promise.all(
    MEMBERS.map((node) => sandbox.sql(node, 'SELECT @@wsrep_gtid_domain_id AS id')),
  );
  expect(domains).toEqual(MEMBERS.map(() => [{ id: '1' }]));
  return first.rows;
}

describe('a cluster and a replica', () => {
  it('grow out of a single server, with its data', async () => {
    await sandbox.up({ galera: true, replica: true });
    expect(await upAll()).toEqual([]);
    expect(await expectEqualServers()).toContain('made by the single server');
  });

  it('encrypt all that they say to one another', async () => {
    const [options] = await sandbox.sql<{ Value: string }>(
      'node2',
      "SHOW VARIABLES LIKE 'wsrep_provider_options'",
    );
    expect(options!.Value).toContain('socket.ssl = YES');
    const [replica] = await sandbox.sql<Record<string, string>>('replica1', 'SHOW SLAVE STATUS');
    expect(replica).toMatchObject({
      Master_SSL_Allowed: 'Yes',
      Master_SSL_Verify_Server_Cert: 'Yes',
      Using_Gtid: 'Slave_Pos',
    });
  });

  it('refuse a table without primary key, and writes to the replica', async () => {
    const bare = 'CREATE TABLE aether_it.bare (id INT)';
    const write = 'INSERT INTO aether_it.bare VALUES (1)';
    await expect(sandbox.sql('node1', bare).then(() => sandbox.sql('node1', write))).rejects.toThrow('4165');
    const [readOnly] = await sandbox.sql('replica1', 'SELECT @@read_only AS read_only');
    expect(readOnly).toEqual({ read_only: '1' });
  });

  it('are told by status with lag and cluster size', async () => {
    const status = await sandboxStatus(sandbox.context);
    expect(isAsWanted(status)).toBe(true);
    expect(status.nodes[3]).toMatchObject({
      role: 'replica',
      replication: { io_running: 'Yes', sql_running: 'Yes', lag_seconds: 0 },
    });
  });
});

describe('up mends', () => {
  it('one dead member, which needs no full copy', async () => {
    await kill('node2');
    expect((await sandboxStatus(sandbox.context)).nodes[1]).toMatchObject({ name: 'node2', state: 'down' });
    expect(await upAll()).toEqual(['node2.start']);
    await expectEqualServers();
  });

  // Started before the others have dropped it, it would log their transactions under domain 0 from then on.
  it.each(['node2', 'node3', 'node2', 'node3', 'node2', 'node3'])(
    'dead %s at once, whose GTIDs stay those of the cluster',
    async (node) => {
      const pid = await sandbox.pid(node);
      process.kill(pid, 'SIGKILL');
      await eventually('the process is gone', async () => !existsSync(`/proc/${pid}`) || undefined);
      expect(await upAll()).toEqual([`${node}.start`]);
      await expectEqualServers();
    },
  );

  it('a member whose GTIDs diverge, by a full copy', async () => {
    // What the server does by itself if it comes back too early.
    await sandbox.sql('node3', 'SET GLOBAL wsrep_gtid_domain_id = 0');
    await sandbox.sql('node1', 'INSERT INTO aether_it.t VALUES (UUID())');
    const problem = await eventually('status names node3', async () => {
      const { nodes } = await sandboxStatus(sandbox.context);
      return nodes[2]!.state === 'broken' ? nodes[2]!.problem : undefined;
    });
    expect(problem).toMatch(
      /^its GTIDs diverge from the cluster's: 0-1-\d+,1-1-\d+.*; node[12] is at 1-1-\d+/,
    );
    expect(await checkedGtids()).toEqual(['node1 ok', 'node2 ok', 'node3 fail']);
    expect(await upAll()).toEqual(['node3.stop', 'node3.clear', 'node3.start']);
    expect(await checkedGtids()).toEqual(['node1 ok', 'node2 ok', 'node3 ok']);
    expect(existsSync(join(dataDir('node3'), '..', 'sst-logs'))).toBe(true);
    await expectEqualServers();
  });

  it('all members dead under writes: nothing acknowledged is lost, and transaction ids stay equal', async () => {
    const acknowledged: string[] = [];
    const write = async (node: string) => {
      await using session = await sandbox.open(node);
      for (let i = 0; i < 100_000; i += 1) {
        await session.run(`INSERT INTO aether_it.t VALUES ('${node}-${i}')`);
        acknowledged.push(`${node}-${i}`);
      }
    };
    const writers = MEMBERS.map((node) => write(node).catch(() => undefined));
    await eventually('there are writes', async () => (acknowledged.length > 300 ? true : undefined));
    const pids = await Promise.all(MEMBERS.map((node) => sandbox.pid(node)));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await Promise.all(writers);
    expect((await upAll())[0]).toBe('node1.found');
    const rows = new Set(await expectEqualServers());
    expect(acknowledged.filter((id) => !rows.has(id))).toEqual([]);
  });

  it('a member without data, by a full copy, even if aether is killed in the middle of it', async () => {
    await killDuringCopy();
    expect(await upAll()).toEqual(['node3.await']);
    await expectEqualServers();
  });

  it('a member that died in the middle of its full copy', async () => {
    await killDuringCopy();
    await kill('node3');
    expect((await upAll()).at(-1)).toBe('node3.start');
    await expectEqualServers();
  });

  it('a cluster that has lost its majority, whose row locks nobody releases', async () => {
    await using holder = await sandbox.open('node1');
    await using waiting = await sandbox.open('node1');
    await holder.run('CREATE OR REPLACE TABLE aether_it.held (id INT PRIMARY KEY, n INT)');
    await holder.run('INSERT INTO aether_it.held VALUES (1, 1)');
    await holder.run('START TRANSACTION');
    await holder.run('UPDATE aether_it.held SET n = 2');
    // Longer than the others take to be missed: the member must be alone when the wait for the lock ends.
    await waiting.run('SET SESSION innodb_lock_wait_timeout = 30');
    const refused = expect(waiting.run('UPDATE aether_it.held SET n = 3')).rejects.toMatchObject({
      code: 'MARIADB_NOT_READY',
      message: expect.stringContaining('it waits in vain for the others') as string,
    });
    await Promise.all([kill('node2'), kill('node3')]);
    await eventually('node1 may not write', async () => {
      const [node1] = (await sandboxStatus(sandbox.context)).nodes;
      return node1!.state === 'broken' ? true : undefined;
    });
    await refused;
    expect((await upAll()).slice(0, 2)).toEqual(['node1.stop', 'node1.found']);
    await expectEqualServers();
  });

  it('a replica whose threads were stopped', async () => {
    await using session = await sandbox.open('replica1');
    await session.run('STOP SLAVE');
    expect((await sandboxStatus(sandbox.context)).nodes[3]).toMatchObject({ state: 'broken' });
    expect(await upAll()).toEqual(['replica1.follow']);
  });

  it('a replica that has gone its own way, by a new copy', async () => {
    await using session = await sandbox.open('replica1');
    await session.run('SET SESSION sql_log_bin = 0');
    await session.run("INSERT INTO aether_it.t VALUES ('conflict')");
    await sandbox.sql('node1', "INSERT INTO aether_it.t VALUES ('conflict')");
    await eventually('the applier has failed', async () => {
      const replica = (await sandboxStatus(sandbox.context)).nodes[3]!;
      return replica.problem === 'replication stopped (error 1062)' ? true : undefined;
    });
    expect(await upAll()).toEqual(
      ['stop', 'clear', 'seed', 'start', 'follow'].map((task) => `replica1.${task}`),
    );
    await expectEqualServers();
  });
});

describe('down and up', () => {
  it('stop in reverse order and found the cluster on node1 again', async () => {
    const rows = await expectEqualServers();
    expect(await sandboxDown(sandbox.context, false)).toEqual({ stopped: ALL.toReversed(), purged: false });
    expect(await processesBelow(sandbox.directory)).toEqual([]);
    expect((await upAll())[0]).toBe('node1.found');
    expect(await expectEqualServers()).toEqual(expect.arrayContaining(rows));
  });

  it('refuse to bootstrap while the position of a member cannot be read, the most advanced one here', async () => {
    await sandboxDown(sandbox.context, false);
    const grastate = join(dataDir('node1'), 'grastate.dat');
    await rename(grastate, `${grastate}.away`);
    await expect(sandbox.up()).rejects.toMatchObject({
      code: 'SANDBOX_DAMAGED',
      message: 'the Galera position of node1 cannot be read',
    });
    expect((await sandboxStatus(sandbox.context)).nodes.map(({ state }) => state)).toEqual(
      ALL.map(() => 'down'),
    );
    await rename(`${grastate}.away`, grastate);
    expect((await upAll())[0]).toBe('node1.found');
    await expectEqualServers();
  });
});
