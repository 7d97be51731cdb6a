// @module-tag tried-once
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readStartVariable, listProcesses } from '../../src/lib/infra/process/process-table.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { sandboxDown } from '../../src/lib/sandbox/sandbox-down.ts';
import { sandboxStatus } from '../../src/lib/sandbox/sandbox-status.ts';
import { NODE_VARIABLE } from '../../src/lib/sandbox/node-processes.ts';
import { startAether, type RunningAether } from '../support/aether-cli.ts';
import { crashAndRepeat, type CrashPlace } from '../support/crash-runs.ts';
import { ownSandbox, processesBelow, type OwnSandbox } from '../support/own-sandbox.ts';
import { seededRandom } from '../support/random.ts';
import { shortOrFull } from '../support/soak.ts';

// `sandbox up` killed at random moments, it or one of the processes that it has started.

let sandbox: OwnSandbox;

beforeEach(async () => {
  sandbox = await ownSandbox();
});

afterEach(async () => {
  await sandbox.remove();
  expect(await processesBelow(sandbox.directory)).toEqual([]);
});

interface Campaign {
  readonly title: string;
  readonly args: readonly string[];
  readonly rounds: number;
  /** Before the campaign. */
  readonly prepare: () => Promise<void>;
  /** Before each round. */
  readonly reset: () => Promise<void>;
}

const purge = async () => {
  await sandboxDown(sandbox.context, true);
  await rm(sandbox.context.stateDir, { recursive: true, force: true });
};

/** A replica takes as long again; sandbox-interrupted.test.ts kills one at every sign of its way. */
const WITH_REPLICA = shortOrFull<readonly string[]>([], ['--replica']);

const NEW: Campaign = {
  title: 'of new servers',
  args: WITH_REPLICA,
  rounds: shortOrFull(1, 15),
  prepare: async () => undefined,
  reset: purge,
};

const STOPPED: Campaign = {
  title: 'of stopped servers with data',
  args: WITH_REPLICA,
  rounds: shortOrFull(1, 15),
  async prepare() {
    await sandbox.up({ replica: WITH_REPLICA.length > 0 });
    await sandbox.sql('node1', 'CREATE DATABASE kept');
    await sandbox.sql('node1', 'CREATE TABLE kept.row_of (id INT PRIMARY KEY, text VARCHAR(40))');
    const rows = Array.from({ length: 5000 }, (_, index) => `(${index}, 'row ${index}')`);
    await sandbox.sql('node1', `INSERT INTO kept.row_of VALUES ${rows.join(', ')}`);
  },
  async reset() {
    await sandboxDown(sandbox.context, false);
  },
};

const CLUSTER: Campaign = {
  ...NEW,
  title: 'of a new cluster',
  args: ['--galera'],
  rounds: shortOrFull(0, 10),
};

it.each([NEW, STOPPED, CLUSTER].filter(({ rounds }) => rounds > 0))(
  'sandbox up $title ends as one clean run does, after $rounds kills',
  { timeout: 45 * 60_000 },
  async ({ args, rounds, prepare, reset }) => {
    const random = seededRandom(Number(process.env['AETHER_CRASH_SEED'] ?? Date.now()));
    const killed: Record<string, number> = {};
    await prepare();
    const phases = await crashAndRepeat(
      {
        workspace: place(),
        args: ['sandbox', 'up', ...args],
        reset,
        state: describeSandbox,
        async strike(running) {
          const victim = random() < 0.5 ? 'aether' : await killOne(random);
          if (victim === 'aether') running.kill('SIGKILL');
          killed[victim] = (killed[victim] ?? 0) + 1;
          await running.ended;
        },
      },
      rounds,
    );
    console.info('killed:', killed, 'at:', phases);
  },
);

function place(): CrashPlace {
  const start = (words: readonly string[]): RunningAether =>
    startAether(words, {
      cwd: sandbox.directory,
      variables: { AETHER_STATE_DIR: sandbox.context.stateDir },
    });
  const aether = async (words: readonly string[]) => {
    const ended = await start(words).ended;
    return ended.exitCode === 0 ? ended : { ...ended, stderr: `${ended.stderr}\n${await serverLogs()}` };
  };
  return { directory: sandbox.directory, start, aether };
}

/** The ends of the servers' logs, which go with the sandbox. */
async function serverLogs(): Promise<string> {
  const { root } = currentLayout(sandbox.context.stateDir);
  const names = await readdir(root);
  const logs = names.map(async (name) => {
    const log = await readFile(join(root, name, 'error.log'), 'utf8').catch(() => '');
    return log === '' ? '' : `${name}:\n${log.split('\n').slice(-40).join('\n')}`;
  });
  return [...(await Promise.all(logs)), ...(await processesBelow(sandbox.directory))].join('\n');
}

/** Kills one of the processes that work for the sandbox; `aether` if there is none yet. */
async function killOne(random: () => number): Promise<string> {
  const found: { pid: number; name: string }[] = [];
  for (const { pid, argv } of await listProcesses()) {
    const mark = await readStartVariable(pid, NODE_VARIABLE);
    if (mark?.startsWith(sandbox.directory) === true) found.push({ pid, name: argv[0] ?? '' });
  }
  const victim = found[Math.floor(random() * found.length)];
  if (victim === undefined) return 'aether';
  try {
    process.kill(victim.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
  return victim.name.split('/').at(-1) ?? '';
}

/** What a finished `sandbox up` leaves behind: nodes that serve, what is in them, and no process too many. */
async function describeSandbox(): Promise<unknown> {
  const { nodes } = await sandboxStatus(sandbox.context);
  const contents = await Promise.all(
    nodes.map(async ({ name }) => ({
      accounts: await sandbox.sql(name, 'SELECT user, host FROM mysql.user ORDER BY user, host'),
      databases: await sandbox.sql(name, 'SHOW DATABASES'),
      kept: await sandbox.sql(name, 'CHECKSUM TABLE kept.row_of'),
      replicates: await sandbox.sql(
        name,
        `SELECT variable_value FROM information_schema.global_status
          WHERE variable_name IN ('slave_running', 'wsrep_cluster_size', 'wsrep_local_state_comment')`,
      ),
    })),
  );
  const processes = await processesBelow(sandbox.directory);
  return { nodes: nodes.map(({ name, state }) => [name, state]), contents, processes: processes.length };
}
