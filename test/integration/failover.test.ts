// @module-tag tried-once
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import type { MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { planSchema } from '../../src/lib/core/plan-schema.ts';
import { listProcesses } from '../../src/lib/infra/process/process-table.ts';
import { compareMembers } from '../../src/lib/cluster/recover/compare-members.ts';
import { recoverSite } from '../../src/lib/sandbox/recover-site.ts';
import { drillLock } from '../../src/lib/infra/fault/drill-lock.ts';
import { withRunLock } from '../../src/lib/infra/run/with-run-lock.ts';
import { nodeLayout } from '../../src/lib/sandbox/layout.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { documentOf, startAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { schemaAndLeaseTests } from './on-cluster/schema-and-lease-tests.ts';
import { ownSandbox, processesBelow, type OwnSandbox } from '../support/own-sandbox.ts';
import { shortOrFull, soaking } from '../support/soak.ts';

// One cluster for all that looks at it and breaks it. Each test finds it whole, but for the last ones, which kill it.

interface StatusData {
  readonly healthy: boolean;
  readonly members: readonly {
    readonly name: string;
    readonly answers: boolean;
    readonly cluster_size?: number;
    readonly ready?: boolean;
    readonly local_state?: string;
    readonly disk?: { readonly free_bytes: number } | null;
  }[];
  readonly problems: readonly {
    readonly severity: string;
    readonly member: string;
    readonly message: string;
  }[];
}

let sandbox: OwnSandbox;
let ports: ReadonlyMap<string, number>;
beforeAll(async () => {
  sandbox = await ownSandbox();
  const { nodes } = await sandbox.up({ galera: true });
  ports = new Map(nodes.map(({ name, port }) => [name, port]));
});
afterAll(async () => {
  await sandbox.remove();
  expect(await processesBelow(sandbox.directory)).toEqual([]);
});

function start(...args: string[]) {
  const variables = { AETHER_STATE_DIR: sandbox.context.stateDir };
  return startAether(['--env', 'sandbox', 'cluster', 'status', ...args], {
    cwd: sandbox.directory,
    variables,
  });
}

async function status(): Promise<{ exitCode: number | null; data: StatusData; next: string[] }> {
  const ended = await start('--json').ended;
  const document = documentOf<StatusData>(ended) as unknown as { data: StatusData; next: string[] };
  return { exitCode: ended.exitCode, ...document };
}

const problems = ({ data }: { data: StatusData }) =>
  data.problems.map(({ severity, member, message }) => `${severity} ${member}: ${message}`);

it('a whole cluster is healthy, with every member in the table', async () => {
  const answer = await eventually('all are Synced', async () => {
    const seen = await status();
    return seen.exitCode === 0 ? seen : undefined;
  });
  expect(answer.data.members).toMatchObject(
    ['node1', 'node2', 'node3'].map((name) => ({ name, cluster_size: 3, local_state: 'Synced' })),
  );
  for (const { disk } of answer.data.members) expect(disk?.free_bytes).toBeGreaterThan(0);
  const text = await start().ended;
  expect(text.stdout).toContain('healthy: 3 members, one primary component');
  expect(text.stdout.split('\n').filter((line) => line.startsWith('node'))).toHaveLength(3);
});

it('a member whose wsrep_gtid_domain_id differs is the one that is named', async () => {
  await sandbox.sql('node3', 'SET GLOBAL wsrep_gtid_domain_id = 9');
  const answer = await status();
  expect(answer.exitCode).toBe(1);
  expect(problems(answer)).toContain('fail node3: wsrep_gtid_domain_id is 9, on the others 1');
  // A drill could not tell its own faults from that.
  const refused = await startDrill('--dry-run', '--json').ended;
  expect(documentOf(refused).error).toMatchObject({
    code: 'CLUSTER_UNHEALTHY',
    message: expect.stringMatching(
      /^node3: wsrep_gtid_domain_id is 9, .*: nothing is broken on top of that$/,
    ),
  });
  await sandbox.sql('node3', 'SET GLOBAL wsrep_gtid_domain_id = 1');
});

it('--watch shows the cluster again until it is interrupted, and takes no --json', async () => {
  const watching = start('--watch');
  await eventually('it was shown twice', async () => {
    const shown = watching.written().stdout.split('MEMBER').length - 1;
    return shown >= 2 ? true : undefined;
  });
  watching.kill('SIGINT');
  expect((await watching.ended).exitCode).toBe(130);
  expect((await start('--watch', '--json').ended).exitCode).toBe(64);
});

interface DrillData {
  readonly verdict: {
    readonly result: string;
    readonly acknowledged: number;
    readonly lost: readonly object[];
    readonly servers: readonly string[];
    readonly reads: { readonly done: number; readonly stale: readonly object[] };
    readonly tables: { readonly equal: number } | null;
  };
  readonly rounds: readonly {
    readonly fault: string;
    readonly victims: readonly string[];
    readonly membership: string;
    readonly acknowledged: number;
    readonly victim_gaps_ms: readonly number[];
    readonly survivor_gaps_ms: readonly number[];
    readonly rejoin_ms: number;
  }[];
  readonly kept_database: string | null;
}

function startDrill(...args: string[]) {
  const variables = { AETHER_STATE_DIR: sandbox.context.stateDir };
  return startAether(['--env', 'sandbox', 'failover-test', '--yes', ...args], {
    cwd: sandbox.directory,
    variables,
  });
}

/** The processes that hold a fault, and the faults that are written down. */
async function faultsLeft(): Promise<string[]> {
  const root = join(sandbox.context.stateDir, 'sandbox', 'faults');
  const keepers = (await listProcesses()).filter(({ argv }) => argv.some((arg) => arg.startsWith(root)));
  return [...keepers.map(({ argv }) => argv.join(' ')), ...(await readdir(root).catch(() => []))];
}

async function awaitHealed(): Promise<void> {
  await eventually('every fault is healed', async () =>
    (await faultsLeft()).length === 0 ? true : undefined,
  );
  await eventually(
    'the cluster is healthy',
    async () => ((await status()).exitCode === 0 ? true : undefined),
    120,
  );
}

const drillDatabases = () =>
  sandbox.sql<{ name: string }>(
    'node1',
    "SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE 'aether\\\\_drill%'",
  );

describe('a drill', () => {
  it('is a plan first, which changes nothing', async () => {
    const { data } = documentOf<PlanDocument>(
      await startDrill('--dry-run', '--faults', 'all', '--json').ended,
    );
    expect(planSchema.safeParse(data).success).toBe(true);
    const faultsOf = (wanted: 'run' | 'keep') =>
      data.plan.steps.flatMap(({ facts, action }) =>
        action === wanted && facts['fault'] !== undefined ? [facts['fault']] : [],
      );
    expect(new Set(faultsOf('run'))).toEqual(
      new Set([
        'crash',
        'crash-restart',
        'full-crash',
        'hang',
        'majority-loss',
        'pause',
        'read-lock',
        'rolling-restart',
        'row-lock',
        'stop',
      ]),
    );
    // What needs a network, a disk or a power switch of its own is for a lab, and is said.
    expect(faultsOf('keep')).toEqual(
      expect.arrayContaining(['disk-full', 'host-off', 'loss', 'partition', 'source-crash']),
    );
    expect(await drillDatabases()).toEqual([]);
  });

  it('refuses a fault that does not exist', async () => {
    const ended = await startDrill('--faults', 'crsh', '--json').ended;
    expect(ended.exitCode).toBe(64);
    expect(documentOf(ended).error?.message).toContain('did you mean "crash"');
  });

  it('breaks members, heals them, and finds every acknowledged row on every server', async () => {
    // What a power cut has left of an earlier drill: nobody holds it any more.
    const stale = join(sandbox.context.stateDir, 'sandbox', 'faults', 'node1-kill-0000');
    await mkdir(stale, { recursive: true });
    const record = {
      host: 'node1',
      fault: 'kill',
      subject: 'mariadbd',
      started_at: '2026-01-01T00:00:00.000Z',
    };
    await writeFile(join(stale, 'fault.json'), JSON.stringify(record));
    await writeFile(join(stale, 'heal.sh'), 'true\n');
    // The first round is over after the time of the soak; this seed draws node1 for it.
    const words = '--soak 1s --seed 10 --faults crash --workload read-elsewhere --full --report drill.html';
    const ended = await startDrill(...words.split(' '), '--json').ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const { verdict, rounds, kept_database } = documentOf<DrillData>(ended).data;
    expect(verdict).toMatchObject({ result: 'passed', lost: [], servers: ['node1', 'node2', 'node3'] });
    expect(verdict.acknowledged).toBeGreaterThan(0);
    expect(verdict.reads.done).toBeGreaterThan(0);
    expect(verdict.reads.stale).toEqual([]);
    expect(verdict.tables).toMatchObject({ differences: [] });
    expect(verdict.tables?.equal).toBeGreaterThanOrEqual(2);
    expect(rounds.map(({ fault, victims, membership }) => [fault, victims, membership])).toEqual([
      ['crash', ['node1'], 'dropped'],
    ]);
    for (const { acknowledged, victim_gaps_ms, survivor_gaps_ms, rejoin_ms } of rounds) {
      expect(acknowledged).toBeGreaterThan(0);
      expect([...victim_gaps_ms, ...survivor_gaps_ms]).toHaveLength(3);
      expect(rejoin_ms).toBeGreaterThan(0);
    }
    expect(kept_database).toBeNull();
    expect(await drillDatabases()).toEqual([]);
    expect(await faultsLeft()).toEqual([]);
  });

  it('is reported as a page, with its JSON beside it', async () => {
    const page = await readFile(join(sandbox.directory, 'drill.html'), 'utf8');
    expect(page).toContain('<td>crash</td><td>node1</td>');
    const document = JSON.parse(await readFile(join(sandbox.directory, 'drill.json'), 'utf8')) as DrillData;
    expect(document.verdict.result).toBe('passed');
  });

  const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
  it.skipIf(chromium === undefined)(
    'has a page that a browser draws without an error (needs chromium)',
    async () => {
      const profile = await mkdtemp(join(sandbox.directory, 'chromium-'));
      const options = ['--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr'];
      const drawn = spawnSync(
        chromium!,
        [...options, `--user-data-dir=${profile}`, '--dump-dom', join(sandbox.directory, 'drill.html')],
        { encoding: 'utf8', timeout: 120_000, env: { PATH: process.env['PATH'], HOME: profile } },
      );
      expect(drawn.stderr).not.toContain('CONSOLE');
      expect(drawn.stdout.match(/<svg /g)).toHaveLength(3);
      expect(drawn.stdout.match(/<path class="client /g)!.length).toBeGreaterThanOrEqual(3);
    },
  );

  it('refuses a report that could not be written, before anything is broken', async () => {
    for (const file of ['missing/drill.html', 'drill.json']) {
      expect((await startDrill('--report', file, '--json').ended).exitCode).toBe(64);
    }
  });

  // A full crash takes longer than all the other tests here together.
  it.runIf(soaking)('finds the loss that a negative control makes, which then is repaired', async () => {
    const ended = await startDrill('--control', '--repeat', '1', '--json').ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const { data } = documentOf<DrillData & { control: { caught: boolean } }>(ended);
    expect(data.control.caught).toBe(true);
    expect(data.verdict.lost.length).toBeGreaterThan(0);
    await sandbox.up();
    await awaitHealed();
  });

  it('of a negative control takes no other fault', async () => {
    expect((await startDrill('--control', '--faults', 'hang', '--json').ended).exitCode).toBe(64);
  });

  it('that is killed is healed without it', async () => {
    const running = startDrill('--faults', 'crash', '--repeat', '1');
    const victim = await sandbox.pid('node1');
    await eventually('node1 is dead', async () =>
      (await sandbox.pid('node1')) === victim ? undefined : true,
    );
    running.kill('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    await awaitHealed();
  });

  it.runIf(soaking)('that is killed at any stage leaves no process and no fault', async () => {
    type Stage = readonly [string, (stderr: string) => Promise<boolean>];
    const written = (name: string, pattern: RegExp): Stage => [name, async (stderr) => pattern.test(stderr)];
    const stages: readonly Stage[] = [
      written('its database is created', /create aether_drill/),
      written('its clients write', /node1: hang/),
      ['its fault is in force', async () => (await faultsLeft()).length > 0],
      written('all rows are read', /read every server/),
      written('its database is dropped', /drop aether_drill/),
    ];
    for (const [stage, isReached] of stages) {
      const before = (await processesBelow(sandbox.directory)).length;
      const running = startDrill('--faults', 'hang', '--repeat', '1', '--drop-leftovers');
      const { ended } = running;
      const reached = async () => ((await isReached(running.written().stderr)) ? true : undefined);
      await Promise.race([eventually(stage, reached, 240), ended]);
      running.kill('SIGKILL');
      await ended;
      await awaitHealed();
      expect((await processesBelow(sandbox.directory)).length, stage).toBe(before);
    }
    for (const { name } of await drillDatabases()) await sandbox.sql('node1', `DROP DATABASE ${name}`);
  });

  it('that is interrupted heals what it broke, and says which database is left', async () => {
    const running = startDrill('--faults', 'hang', '--repeat', '1');
    await eventually('a fault is in force', async () => ((await faultsLeft()).length > 0 ? true : undefined));
    running.kill('SIGINT');
    const { exitCode, stderr } = await running.ended;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/the database aether_drill_\w+ is left/);
    await awaitHealed();
    for (const { name } of await drillDatabases()) await sandbox.sql('node1', `DROP DATABASE ${name}`);
  });
});

describe('cluster rolling-restart', () => {
  const startRestart = (...args: string[]) =>
    startAether(['--env', 'sandbox', 'cluster', 'rolling-restart', ...args, '--json'], {
      cwd: sandbox.directory,
      variables: { AETHER_STATE_DIR: sandbox.context.stateDir },
    });

  const isDesynced = async (client: MariadbConnection) => {
    const [asked] = await client.query<{ desync: string }>('SELECT @@GLOBAL.wsrep_desync AS desync');
    return asked?.desync === '1';
  };
  const isAskedToLeave = (client: MariadbConnection) =>
    eventually(
      'node2 asks its clients to leave',
      async () => ((await isDesynced(client)) ? true : undefined),
      240,
    );

  it('takes back that clients are to leave a member, if it is interrupted before the stop', async () => {
    await using client = await sandbox.open('node2');
    const running = startRestart('--yes', '--drain-seconds', '300');
    await isAskedToLeave(client);
    running.kill('SIGINT');
    expect((await running.ended).exitCode).toBe(130);
    expect(await isDesynced(client)).toBe(false);
  });

  it('restarts one member after the other, the writer last, and is refused while a drill runs', async () => {
    const { data: planned } = documentOf<PlanDocument>(await startRestart('--dry-run').ended);
    expect(planSchema.parse(planned).plan.steps.map(({ id }) => id)).toEqual([
      'node2.restart',
      'node3.restart',
      'node1.restart',
      'compare',
    ]);
    const context = sandbox.context;
    const lock = { ...drillLock(context.stateDir), command: 'aether failover-test', waitSeconds: 0 };
    const refused = await withRunLock(context, lock, () => startRestart('--yes').ended);
    expect(documentOf(refused).error).toMatchObject({ code: 'LOCKED' });
    const before = await Promise.all(['node1', 'node2', 'node3'].map((node) => sandbox.pid(node)));
    // Leaves as the clients of a load balancer do, whose health check sees that the member asks for it.
    await using client = await sandbox.open('node2');
    await client.run('START TRANSACTION');
    const killed = startRestart('--yes', '--drain-seconds', '300');
    await isAskedToLeave(client);
    expect(await sandbox.pid('node2')).toBe(before[1]);
    await client.run('COMMIT');
    await client.close();
    await eventually(
      'node2 is restarted',
      async () => (killed.written().stderr.includes('✓ node2') ? true : undefined),
      240,
    );
    killed.kill('SIGKILL');
    await killed.ended;
    // The next one may have been stopped by then, and started again it counts as restarted.
    await sandbox.up();
    await eventually(
      'all are in the cluster',
      async () => ((await status()).exitCode === 0 ? true : undefined),
      120,
    );
    const ended = await startRestart('--yes').ended;
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const { restarted, resumed, comparison } = documentOf<{
      restarted: { member: string }[];
      resumed: string | null;
      comparison: { equal: boolean };
    }>(ended).data;
    expect(resumed).not.toBeNull();
    expect(restarted.map(({ member }) => member)).not.toContain('node2');
    expect(restarted.at(-1)?.member).toBe('node1');
    expect(comparison.equal).toBe(true);
    const after = await Promise.all(['node1', 'node2', 'node3'].map((node) => sandbox.pid(node)));
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    expect((await status()).exitCode).toBe(0);
  });
});

it('a member that hangs is unknown, not ok, and does not hold up the others', async () => {
  const pid = await sandbox.pid('node2');
  process.kill(pid, 'SIGSTOP');
  try {
    const answer = await eventually('node2 was dropped', async () => {
      const seen = await status();
      return seen.data.members[0]?.cluster_size === 2 ? seen : undefined;
    });
    expect(answer.exitCode).toBe(1);
    expect(answer.data.members.map(({ answers }) => answers)).toEqual([true, false, true]);
    expect(problems(answer)).toContain('fail null: the primary component has 2 of 3 members');
    expect(problems(answer)).toContainEqual(
      expect.stringMatching(/^unknown node2: .*(did not|does not|no) answer/),
    );
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

const killAll = async (...nodes: string[]) => {
  for (const node of nodes) process.kill(await sandbox.pid(node), 'SIGKILL');
};

it('after all have died it says so, and what to type', async () => {
  // A member that was hung is still on its way back; without it, two members would be no majority.
  await eventually('all are in the cluster', async () =>
    (await status()).exitCode === 0 ? true : undefined,
  );
  // The first to die misses what the others still write.
  await sandbox.sql('node1', 'CREATE DATABASE aethertest_recover');
  await sandbox.sql('node1', 'CREATE TABLE aethertest_recover.t (id INT PRIMARY KEY)');
  await killAll('node1');
  await eventually('node1 was dropped', async () => {
    const survivors = (await status()).data.members.slice(1);
    return survivors.every(({ cluster_size, ready }) => cluster_size === 2 && ready === true)
      ? true
      : undefined;
  });
  await sandbox.sql('node2', 'INSERT INTO aethertest_recover.t VALUES (1), (2)');
  await killAll('node2', 'node3');
  const answer = await eventually('nobody answers', async () => {
    const seen = await status();
    return seen.data.members.every(({ answers }) => !answers) ? seen : undefined;
  });
  expect(answer.exitCode).toBe(1);
  expect(problems(answer)[0]).toMatch(/^fail null: none of 3 members answers/);
  expect(answer.next).toEqual(['aether cluster recover']);
});

interface RecoverData {
  readonly unchanged: boolean;
  readonly bootstrapped: string | null;
  readonly in_cluster: readonly string[];
  readonly missing: readonly string[];
  readonly comparison: { readonly equal: boolean; readonly tables_equal: number } | null;
}

function startRecover(...args: string[]) {
  const variables = { AETHER_STATE_DIR: sandbox.context.stateDir };
  return startAether(['--env', 'sandbox', 'cluster', 'recover', ...args], {
    cwd: sandbox.directory,
    variables,
  });
}

async function recover(...args: string[]): Promise<RecoverData> {
  const ended = await startRecover('--json', ...args).ended;
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  return documentOf<RecoverData>(ended).data;
}

describe('cluster recover', () => {
  const NODES = ['node1', 'node2', 'node3'];
  const PHASES = [
    /… .*stop the server/,
    /… save grastate/,
    /… .*bootstrap the cluster/,
    /… .*join the cluster/,
    /… compare/,
  ];

  it('plans what a dead cluster needs, and changes nothing', async () => {
    const { data } = documentOf<PlanDocument>(await startRecover('--dry-run', '--json').ended);
    expect(planSchema.safeParse(data).success).toBe(true);
    expect(data.plan.steps.map(({ id }) => id)).toEqual([
      ...NODES.map((node) => `${node}.hold`),
      'positions',
      'bootstrap',
      ...NODES.map((node) => `${node}.join`),
      'compare',
    ]);
    expect((await status()).data.members.some(({ answers }) => answers)).toBe(false);
  });

  it('ends what killed runs have begun, once if two operators do it, on the member that is ahead', async () => {
    for (const phase of shortOrFull(PHASES.slice(2, 3), PHASES)) {
      const killed = startRecover('--yes');
      const reached = eventually(
        'the phase is reached',
        async () => (phase.test(killed.written().stderr) ? true : undefined),
        120,
      );
      // One that finds nothing to do any more ends by itself.
      await Promise.race([reached, killed.ended]);
      killed.kill('SIGKILL');
      await killed.ended;
    }
    const both = await Promise.all([recover('--yes'), recover('--yes')]);
    for (const { in_cluster } of both) expect(in_cluster.toSorted()).toEqual(NODES);
    expect((await status()).exitCode).toBe(0);
    for (const node of NODES)
      expect(await sandbox.sql(node, 'SELECT id FROM aethertest_recover.t')).toHaveLength(2);
    expect(await recover('--yes')).toMatchObject({ unchanged: true, missing: [] });
  });

  it('compares the rows of all tables, and names those that differ', async () => {
    const { members } = await recoverSite(sandbox.context);
    const compare = () => compareMembers(sandbox.context, members, true);
    const before = await compare();
    expect(before).toMatchObject({ equal: true, differences: [], tables_busy: [] });
    expect(before.tables_equal).toBeGreaterThan(0);
    await using session = await sandbox.open('node3');
    await session.run('SET SESSION wsrep_on = OFF');
    await session.run('DELETE FROM aethertest_recover.t WHERE id = 2');
    expect((await compare()).differences.map(({ member, what }) => `${member} ${what}`)).toEqual([
      'node3 `aethertest_recover`.`t`',
    ]);
  });

  it('leaves a member without data out only if told, and copies its data afterwards', async () => {
    await killAll(...NODES);
    await eventually('all are gone', async () =>
      (await status()).data.members.every(({ answers }) => !answers) ? true : undefined,
    );
    const { dataDir } = nodeLayout(currentLayout(sandbox.context.stateDir), 'node3');
    await rename(dataDir, `${dataDir}.lost`);
    const refused = documentOf(await startRecover('--yes', '--json').ended);
    expect(refused.error).toMatchObject({
      code: 'RECOVER_REFUSED',
      message: expect.stringMatching(/^node3 has no data/),
    });
    const unconfirmed = await startRecover('--without', 'node3', '--yes').ended;
    expect(unconfirmed.stderr).toContain('--confirm sandbox');
    expect(unconfirmed.exitCode).toBe(64);
    const without = await recover('--without', 'node3', '--confirm', 'sandbox');
    expect(without).toMatchObject({
      in_cluster: expect.arrayContaining(['node1', 'node2']),
      missing: ['node3'],
    });
    const { in_cluster, comparison } = await recover('--yes');
    expect(in_cluster.toSorted()).toEqual(NODES);
    expect(comparison).toMatchObject({ equal: true });
  });
});

it('an environment without a cluster is refused with what to type', async () => {
  const file = join(sandbox.directory, 'alone.yaml');
  await writeFile(
    file,
    "name: alone\nhosts:\n  db1: { address: 127.0.0.1, roles: [mariadb] }\nmariadb: { version: '10.11' }\n",
  );
  const ended = await startAether(['--env', file, 'cluster', 'status', '--json'], {
    cwd: sandbox.directory,
  }).ended;
  expect(ended.exitCode).toBe(78);
  expect(documentOf(ended).error).toMatchObject({ code: 'ENVIRONMENT_INVALID' });
});

schemaAndLeaseTests(
  () => sandbox,
  (node) => ports.get(node) ?? 0,
);
