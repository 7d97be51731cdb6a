import { describe, expect, it } from 'vitest';
import type { FaultPlan } from '../infra/fault/fault-injector.ts';
import { fault as crash } from './faults/crash.ts';
import { fault as fullCrash } from './faults/full-crash.ts';
import { fault as pause } from './faults/pause.ts';
import { fault as rowLock } from './faults/row-lock.ts';
import { fault as donorCrash } from './faults/sst-donor-crash.ts';
import { fault as joinerCrash } from './faults/sst-joiner-crash.ts';
import { fault as sourceCrash } from './faults/source-crash.ts';
import { planDrill, type DrillFacts } from './plan-drill.ts';
import { orderOf, roundsOf } from './rounds.ts';

const MEMBERS = ['node1', 'node2', 'node3'];
const NAMES = { members: MEMBERS, database: 'aether_drill_x' };

function facts(change: Partial<DrillFacts> = {}): DrillFacts {
  const given = { members: MEMBERS, faults: [crash], repeat: 2, ...change };
  const injections = roundsOf(given).map(({ victims }): FaultPlan => ({
    order: { host: victims[0] ?? '', fault: 'kill', options: {} },
    summary: '',
    expected: { process: 'killed', connections: 'refused', membership: 'dropped', cluster: '' },
    dead_man_seconds: 0,
    obstacle: null,
  }));
  return {
    database: 'aether_drill_x',
    workload: { name: 'insert-ledger', summary: 'inserts rows' },
    profile: 'lan',
    control: false,
    full: false,
    isProduction: false,
    leftovers: [],
    injections,
    ...given,
  };
}

describe('the rounds of a drill', () => {
  it('take one member after the other, the home of the writer in at least half of them', () => {
    const rounds = roundsOf({ members: MEMBERS, faults: [crash, crash], repeat: 3 });
    expect(rounds.map(({ victims }) => victims.join())).toEqual([...MEMBERS, ...MEMBERS]);
    const atHome = rounds.filter(({ victims, home }) => victims.includes(home));
    expect(atHome.length * 2).toBeGreaterThanOrEqual(rounds.length);
    expect(atHome.length).toBeLessThan(rounds.length);
  });

  it('take the source of the replica, and write to it first', () => {
    const rounds = roundsOf({ members: MEMBERS, source: 'node2', faults: [crash, sourceCrash], repeat: 2 });
    expect(rounds.slice(2).map(({ victims, home }) => [victims.join(), home])).toEqual([
      ['node2', 'node2'],
      ['node2', 'node3'],
    ]);
  });

  it('heal a pause where it is injected, as the way there would take longer', () => {
    const [round] = roundsOf({ members: MEMBERS, faults: [pause], repeat: 1 });
    expect(orderOf(round!, 'node1', NAMES)).toMatchObject({ fault: 'hang', seconds: 0.4 });
  });

  it('take all members for a fault of all', () => {
    const [round] = roundsOf({ members: MEMBERS, faults: [fullCrash], repeat: 1 });
    expect(round?.victims).toEqual(MEMBERS);
  });
});

describe('a round that kills in a state transfer', () => {
  it('has the second member of the pair copy the data of the first one, which is killed', () => {
    const [round] = roundsOf({ members: MEMBERS, faults: [donorCrash], repeat: 1 });
    expect(round?.victims.map((victim) => orderOf(round, victim, NAMES))).toEqual([
      { host: 'node1', fault: 'kill-donor', options: {} },
      { host: 'node2', fault: 'take-copy', options: { from: ['node1'] } },
    ]);
  });

  it.each([donorCrash, joinerCrash])('$name leaves the data of the source of a replica alone', (fault) => {
    for (const source of MEMBERS) {
      const rounds = roundsOf({ members: MEMBERS, source, faults: [fault], repeat: 3 });
      for (const { victims } of rounds) expect(victims.at(-1)).not.toBe(source);
    }
  });
});

describe('the plan of a drill', () => {
  it('creates, breaks, verifies and drops', () => {
    const { title, steps } = planDrill(facts());
    expect(title).toBe(
      'failover test: 2 faults on 3 members, about 36.0s; heals at once, also when this command dies',
    );
    expect(steps.map(({ id }) => id)).toEqual(['create', 'round-1', 'round-2', 'verify', 'drop']);
  });

  it('keeps a fault that cannot be injected, with the reason, and does not count it', () => {
    const planned = facts();
    const [first, ...others] = planned.injections;
    const obstacle = { problem: 'node1 does not run' };
    const { title, steps } = planDrill({ ...planned, injections: [{ ...first!, obstacle }, ...others] });
    expect(steps[1]).toMatchObject({ action: 'keep', why: 'node1 does not run' });
    expect(steps[2]).toMatchObject({ action: 'run' });
    expect(title).toMatch(/^failover test: 1 fault on 3 members, about 22.0s;/);
  });

  it('says what to type if the command dies while no member may write', () => {
    const planned = facts({ faults: [fullCrash], repeat: 1 });
    const injections = planned.injections.map((injection) => ({ ...injection, dead_man_seconds: 120 }));
    const { title } = planDrill({ ...planned, injections });
    expect(title).toMatch(
      /also when this command dies, but during full-crash: then run: aether cluster recover$/,
    );
  });

  it('of a negative control says that it loses rows', () => {
    const { title, steps } = planDrill(facts({ faults: [fullCrash], control: true }));
    expect(title).toContain('negative control');
    expect(steps.map(({ id }) => id)).toContain('weaken');
  });

  it('locks a row of its own table, which the next member changes', () => {
    const [round] = roundsOf({ members: MEMBERS, faults: [rowLock], repeat: 1 });
    expect(orderOf(round!, 'node1', NAMES)).toMatchObject({
      fault: 'row-lock',
      options: { table: '`aether_drill_x`.`ledger`', from: ['node2'] },
    });
  });

  it('of a soak names its seed and every fault once, and no victim', () => {
    const soak = { seconds: 3600, seed: 42 };
    const { title, steps } = planDrill(facts({ faults: [crash, pause], repeat: 1, soak, full: true }));
    expect(title).toMatch(/^failover test: 2 faults on 3 members, drawn at random by seed 42 for 1h0m; /);
    const rounds = steps.filter(({ round }) => round !== null);
    expect(rounds.map(({ subject, host }) => [subject, host])).toEqual([
      ['drawn members', undefined],
      ['drawn members', undefined],
    ]);
    expect(steps.map(({ id }) => id).slice(-3)).toEqual(['verify', 'digests', 'drop']);
  });
});
