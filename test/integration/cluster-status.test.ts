// @module-tag tried-once
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documentOf, startAether } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { ownSandbox, processesBelow, type OwnSandbox } from '../support/own-sandbox.ts';

// Each test leaves the cluster as the next one finds it: whole, one member stopped, all dead.

interface StatusData {
  readonly healthy: boolean;
  readonly members: readonly {
    readonly name: string;
    readonly answers: boolean;
    readonly cluster_size?: number;
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
beforeAll(async () => {
  sandbox = await ownSandbox();
  await sandbox.up({ galera: true });
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

it('after all have died it says so, and what to type', async () => {
  for (const node of ['node1', 'node2', 'node3']) process.kill(await sandbox.pid(node), 'SIGKILL');
  const answer = await eventually('nobody answers', async () => {
    const seen = await status();
    return seen.data.members.every(({ answers }) => !answers) ? seen : undefined;
  });
  expect(answer.exitCode).toBe(1);
  expect(problems(answer)[0]).toMatch(/^fail null: none of 3 members answers/);
  expect(answer.next).toEqual(['aether sandbox up']);
});

it('an environment without a cluster is refused with what to type', async () => {
  const file = join(sandbox.directory, 'alone.yaml');
  const { writeFile } = await import('node:fs/promises');
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
