import { describe, expect, it } from 'vitest';
import type { WsrepFacts } from '../infra/mariadb/galera/wsrep-facts.ts';
import type { ReplicationFacts } from '../infra/mariadb/replication-facts.ts';
import type { NodeFacts, SandboxFacts, ServerFacts } from './facts.ts';
import { planSandbox } from './plan-sandbox.ts';
import { pendingSteps } from '../core/plan.ts';

const FOLLOWS_NOBODY: ReplicationFacts = { io: null, sql: null, lagSeconds: null, ioErrno: 0, sqlErrno: 0 };
const FOLLOWS: ReplicationFacts = { io: 'Yes', sql: 'Yes', lagSeconds: 0, ioErrno: 0, sqlErrno: 0 };
const SYNCED: WsrepFacts = {
  clusterStatus: 'Primary',
  clusterSize: 3,
  localState: 'Synced',
  ready: true,
  incomingAddresses: [],
  desynced: false,
};
const CUT_OFF: WsrepFacts = {
  clusterStatus: 'non-Primary',
  clusterSize: 1,
  localState: 'Initialized',
  ready: false,
  incomingAddresses: [],
  desynced: false,
};

const answers = (wsrep: WsrepFacts | null = null, replication = FOLLOWS_NOBODY): ServerFacts => ({
  kind: 'answers',
  version: '10.11.19',
  wsrep,
  replication,
});
const silent: ServerFacts = { kind: 'silent', reason: 'refused' };

const absent: NodeFacts = {
  data: 'absent',
  configMatches: false,
  process: null,
  server: null,
  changedAccounts: [],
  strays: [],
};
const stopped: NodeFacts = { ...absent, data: 'complete', configMatches: true };
const running = (server: ServerFacts): NodeFacts => ({
  ...stopped,
  process: { pid: 7, startTicks: 1 },
  server,
});
const up = running(answers());
const member = running(answers(SYNCED));
const replica = running(answers(null, FOLLOWS));

const facts = (nodes: Record<string, NodeFacts>, changes: Partial<SandboxFacts> = {}): SandboxFacts => ({
  tlsProblem: undefined,
  missingPasswords: [],
  accountsMatch: true,
  environmentMatches: true,
  nodes,
  diverged: {},
  mongo: null,
  ...changes,
});

/** The steps that are run, as `node1.start`. */
function steps(topology: { galera?: boolean; replica?: boolean }, found: SandboxFacts): string[] {
  const plan = planSandbox({ galera: false, replica: false, ...topology }, found);
  return pendingSteps(plan).map((step) => step.id);
}

describe('one server', () => {
  it('is made from nothing in order', () => {
    const nothing = facts(
      { node1: absent },
      { tlsProblem: 'missing', missingPasswords: ['aether_admin'], environmentMatches: false },
    );
    expect(steps({}, nothing)).toEqual(['tls', 'passwords', 'node1.install', 'node1.start', 'environment']);
  });

  it('that runs is left alone', () => {
    const plan = planSandbox({ galera: false, replica: false }, facts({ node1: up }));
    expect(plan.steps.map((step) => step.action)).toEqual(['keep', 'keep', 'keep', 'keep']);
  });

  it.each<[string, NodeFacts, Partial<SandboxFacts>, string[]]>([
    ['no process', stopped, {}, ['node1.start']],
    ['half-made data', { ...absent, data: 'draft' }, {}, ['node1.clear', 'node1.install', 'node1.start']],
    [
      'helpers of a dead run',
      { ...stopped, strays: [{ pid: 9, startTicks: 1 }] },
      {},
      ['node1.sweep', 'node1.start'],
    ],
    ['no answer', running(silent), {}, ['node1.await']],
    ['other passwords', running({ kind: 'denied', reason: '' }), {}, ['node1.accounts']],
    ['other rights', up, { accountsMatch: false }, ['node1.accounts']],
    ['a password changed on it', { ...up, changedAccounts: ['aether_reader'] }, {}, ['node1.accounts']],
    ['another certificate', running({ kind: 'tls', reason: '' }), {}, ['node1.stop', 'node1.start']],
    [
      'an expiring certificate',
      up,
      { tlsProblem: 'expires in 3 days' },
      ['tls', 'node1.stop', 'node1.start'],
    ],
    ['another configuration', { ...up, configMatches: false }, {}, ['node1.stop', 'node1.start']],
    ['no socket', running({ kind: 'socketless', reason: '' }), {}, ['node1.stop', 'node1.start']],
  ])('with %s is mended', (_, node1, changes, expected) => {
    expect(steps({}, facts({ node1 }, changes))).toEqual(expected);
  });
});

describe('the cluster', () => {
  const galera = { galera: true };

  it('is founded on the first node and joined one by one', () => {
    const nodes = { node1: absent, node2: absent, node3: absent };
    expect(steps(galera, facts(nodes))).toEqual([
      'node1.install',
      'node1.found',
      'node2.start',
      'node3.start',
    ]);
  });

  it('grows out of a single server that keeps its data', () => {
    const nodes = { node1: { ...up, configMatches: false }, node2: absent, node3: absent };
    expect(steps(galera, facts(nodes))).toEqual(['node1.stop', 'node1.found', 'node2.start', 'node3.start']);
  });

  it('takes a lost member back without touching the others', () => {
    expect(steps(galera, facts({ node1: stopped, node2: member, node3: member }))).toEqual(['node1.start']);
    expect(steps(galera, facts({ node1: member, node2: absent, node3: member }))).toEqual(['node2.start']);
  });

  it('is founded anew after a crash of all, on whichever is ahead', () => {
    const plan = planSandbox(
      { galera: true, replica: false },
      facts({ node1: stopped, node2: stopped, node3: stopped }),
    );
    const [found, ...joins] = pendingSteps(plan);
    expect(found).toMatchObject({ id: 'node1.found', subject: 'cluster', why: 'no transaction may be lost' });
    expect(joins.map((step) => step.id)).toEqual(['node1.start', 'node2.start', 'node3.start']);
  });

  it('is founded on the one member that still has data', () => {
    const plan = planSandbox(
      { galera: true, replica: false },
      facts({ node1: absent, node2: stopped, node3: absent }),
    );
    const [found, ...joins] = pendingSteps(plan);
    expect(found?.subject).toBe('node2');
    expect(joins.map((step) => step.id)).toEqual(['node1.start', 'node3.start']);
  });

  it('has its accounts changed once, on the first member that may write', () => {
    const changed = { ...member, changedAccounts: ['aether_reader'] };
    const nodes = { node1: stopped, node2: changed, node3: changed };
    const [accounts, ...joins] = pendingSteps(
      planSandbox({ galera: true, replica: false }, facts(nodes, { accountsMatch: false })),
    );
    expect(accounts).toMatchObject({ id: 'node2.accounts', why: 'changed on the server: aether_reader' });
    expect(joins.map(({ id }) => id)).toEqual(['node1.start']);
  });

  it('that has lost its majority is stopped in reverse order and founded anew', () => {
    const nodes = { node1: running(answers(CUT_OFF)), node2: stopped, node3: running(answers(CUT_OFF)) };
    expect(steps(galera, facts(nodes)).slice(0, 3)).toEqual(['node3.stop', 'node1.stop', 'node1.found']);
  });

  it('restarts as a whole when its configuration changes', () => {
    const nodes = { node1: member, node2: { ...member, configMatches: false }, node3: member };
    expect(steps(galera, facts(nodes)).slice(0, 4)).toEqual([
      'node3.stop',
      'node2.stop',
      'node1.stop',
      'node1.found',
    ]);
  });

  it('copies a member whose GTIDs diverge in full, and leaves the others alone', () => {
    const nodes = { node1: member, node2: member, node3: member };
    const problem = '0-1-1,1-1-35; node1 is at 1-1-36';
    const plan = planSandbox(
      { galera: true, replica: false },
      facts(nodes, { diverged: { node2: problem } }),
    );
    expect(pendingSteps(plan)).toMatchObject([
      { id: 'node2.stop', why: `its GTIDs diverge from the cluster's: ${problem}` },
      { id: 'node2.clear', action: 'delete' },
      { id: 'node2.start', action: 'create', summary: 'join the cluster and copy its data' },
    ]);
  });

  it('moves the data of a member aside that found itself inconsistent with the others, and copies theirs', () => {
    const left = { ...CUT_OFF, clusterStatus: 'Disconnected', localState: 'Inconsistent' };
    const nodes = { node1: member, node2: running(answers(left)), node3: member };
    expect(pendingSteps(planSandbox({ galera: true, replica: false }, facts(nodes)))).toMatchObject([
      { id: 'node2.stop', why: 'it found itself inconsistent with the cluster and left it' },
      { id: 'node2.set-aside', summary: 'move its data aside; nothing is erased' },
      { id: 'node2.start', summary: 'join the cluster and copy its data' },
    ]);
  });

  it('gives members that refuse the password the right one before another one joins', () => {
    const denied = running({ kind: 'denied', reason: '' });
    const nodes = { node1: stopped, node2: denied, node3: denied };
    expect(steps(galera, facts(nodes))).toEqual(['node2.accounts', 'node3.accounts', 'node1.start']);
  });

  it('takes a member that is cut off out and back in, and waits for one that is copying data', () => {
    const nodes = { node1: member, node2: running(answers(CUT_OFF)), node3: running(silent) };
    expect(steps(galera, facts(nodes))).toEqual(['node2.stop', 'node2.start', 'node3.await']);
  });
});

describe('the replica', () => {
  const withReplica = (found: NodeFacts) => steps({ replica: true }, facts({ node1: up, replica1: found }));
  const following = (changes: Partial<ReplicationFacts>) =>
    running(answers(null, { ...FOLLOWS, ...changes }));
  const rebuilt = ['replica1.stop', 'replica1.clear', 'replica1.seed', 'replica1.start', 'replica1.follow'];

  it.each<[string, NodeFacts, string[]]>([
    ['is copied from node1', absent, ['replica1.seed', 'replica1.start', 'replica1.follow']],
    ['goes on from its own data', stopped, ['replica1.start', 'replica1.follow']],
    ['that follows is left alone', replica, []],
    [
      'gets back a password that was changed on it',
      { ...replica, changedAccounts: ['aether_admin'] },
      ['replica1.accounts'],
    ],
    ['that follows nobody yet is told whom', running(answers()), ['replica1.follow']],
    ['whose threads were stopped is set going', following({ io: 'No', sql: 'No' }), ['replica1.follow']],
    [
      'that cannot reach its source is told again',
      following({ io: 'Connecting', ioErrno: 2003 }),
      ['replica1.follow'],
    ],
    ['whose applier failed is rebuilt', following({ sql: 'No', sqlErrno: 1062 }), rebuilt],
    ['whose source has purged its position is rebuilt', following({ io: 'No', ioErrno: 1236 }), rebuilt],
  ])('%s', (_, found, expected) => {
    expect(withReplica(found)).toEqual(expected);
  });
});
