import { describe, expect, it } from 'vitest';
import { createTextView } from '../infra/output/text-view.ts';
import { judge, type NodeStatus } from './node-status.ts';
import { planDown } from './plan-down.ts';
import { renderDown, renderStatus, renderUp } from './render-sandbox.ts';
import { isAsWanted } from './sandbox-status.ts';
import { nodesOf } from './topology.ts';

const view = createTextView(0, 100);
const node1: NodeStatus = {
  name: 'node1',
  role: 'single',
  state: 'up',
  problem: null,
  version: '10.11.19-MariaDB-0+deb12u1-log',
  address: '127.0.0.1',
  port: 15_001,
  socket: '/srv/.aether/sandbox/node1.sock',
  pid: 42,
  uptime_seconds: 61.2,
  wsrep: null,
  replication: null,
  error_log: '/srv/.aether/sandbox/node1/error.log',
};
const down: NodeStatus = { ...node1, state: 'down', version: null, pid: null, uptime_seconds: null };
const broken: NodeStatus = { ...node1, state: 'broken', problem: 'it follows nobody' };
const status = (wanted: 'up' | 'down' | null, ...nodes: NodeStatus[]) => ({
  root: '/srv/.aether/sandbox',
  wanted,
  environment_file: null,
  nodes,
  mongo: null,
});

describe('the answers of the sandbox', () => {
  it('show the servers and where to go on', () => {
    const report = {
      changed: 5,
      environmentFile: '/srv/.aether/sandbox/aether.yaml',
      nodes: [node1],
      mongo: null,
    };
    expect(renderUp(report, view)).toMatchInlineSnapshot(`
      "sandbox is up

      NODE   ROLE    STATE   VERSION  ADDRESS          PID  UPTIME
      node1  single  up     10.11.19  127.0.0.1:15001   42  1m1s

      environment file  /srv/.aether/sandbox/aether.yaml
      SQL prompt        mariadb --socket=/srv/.aether/sandbox/node1.sock"
    `);
    expect(renderUp({ ...report, changed: 0 }, view)).toMatch(/^sandbox is already up/);
  });

  it('name every problem with the log to read', () => {
    expect(renderStatus(status('up', broken), view)).toMatchInlineSnapshot(`
      "NODE   ROLE    STATE    VERSION  ADDRESS          PID  UPTIME
      node1  single  broken  10.11.19  127.0.0.1:15001   42  1m1s
      node1: it follows nobody (/srv/.aether/sandbox/node1/error.log)"
    `);
    expect(renderStatus(status(null), view)).toBe('there is no sandbox in /srv/.aether/sandbox');
  });

  it('say what down has done', () => {
    expect(renderDown({ stopped: ['replica1', 'node1'], purged: false })).toBe('stopped replica1, node1');
    expect(renderDown({ stopped: [], purged: true })).toBe('nothing was running; all data removed');
  });
});

describe('judge', () => {
  const [single, replica] = nodesOf({ galera: false, replica: true });
  const replication = { io: 'Yes', sql: 'Yes', lagSeconds: 0, ioErrno: 0, sqlErrno: 0 };
  const answers = (changes: Partial<typeof replication>) =>
    ({ kind: 'answers', version: '', wsrep: null, replication: { ...replication, ...changes } }) as const;

  it('tells down, unknown, broken and up apart', () => {
    expect(judge(single!, null)).toEqual({ state: 'down', problem: null });
    expect(judge(single!, { kind: 'silent', reason: 'refused' })).toEqual({
      state: 'unknown',
      problem: 'refused',
    });
    expect(judge(single!, { kind: 'denied', reason: 'no' })).toEqual({ state: 'broken', problem: 'no' });
    expect(judge(replica!, answers({}))).toEqual({ state: 'up', problem: null });
    expect(judge(replica!, answers({ sql: 'No', sqlErrno: 1062 }))).toEqual({
      state: 'broken',
      problem: 'replication stopped (error 1062)',
    });
    expect(judge(replica!, answers({ io: 'Connecting', ioErrno: 2003 })).problem).toBe(
      'it cannot reach node1 (error 2003)',
    );
  });
});

describe('isAsWanted', () => {
  it('minds only servers that should be up', () => {
    expect(isAsWanted(status('up', node1))).toBe(true);
    expect(isAsWanted(status('up', node1, down))).toBe(false);
    expect(isAsWanted(status('down', down))).toBe(true);
    expect(isAsWanted(status(null))).toBe(true);
  });
});

describe('planDown', () => {
  const nodes = ['node1', 'node2', 'replica1'].map((name) => ({ name, runs: name !== 'node2' }));

  it('stops the replica first and node1 last, and asks only before it removes data', () => {
    const plan = planDown({ root: '/r', exists: true, nodes }, false);
    expect(plan.steps.map((step) => [step.subject, step.action])).toEqual([
      ['replica1', 'stop'],
      ['node2', 'keep'],
      ['node1', 'stop'],
    ]);
    expect(plan.steps.some((step) => step.destructive)).toBe(false);
    expect(planDown({ root: '/r', exists: true, nodes }, true).steps.at(-1)).toMatchObject({
      action: 'delete',
      subject: '/r',
      destructive: true,
    });
    const data = { databases: ['shop', 'shop_meta'], tables: 41, bytes: 3 * 1024 ** 2 };
    expect(planDown({ root: '/r', exists: true, nodes, data }, true).steps.at(-1)?.summary).toBe(
      'remove all data (databases shop, shop_meta: 41 tables, 3.0 MiB), accounts, certificates and logs',
    );
  });
});
