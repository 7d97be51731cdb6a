import { describe, expect, it } from 'vitest';
import type { MemberData, MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { planRecover, type RecoverFacts } from './plan-recover.ts';

const UUID = '11111111-2222-3333-4444-555555555555';
const ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];

const history = (seqno: bigint | 'unclear'): MemberData => ({ kind: 'history', uuid: UUID, seqno });

function member(name: string, parts: Partial<MemberReport> = {}): MemberReport {
  const address = `10.0.0.${name.slice(-1)}`;
  return {
    member: name,
    address,
    server: 'stopped',
    data: history('unclear'),
    knownAddresses: ADDRESSES,
    ...parts,
  };
}

const primary = (size: number): Partial<MemberReport> => ({
  server: 'running',
  wsrep: {
    clusterStatus: 'Primary',
    clusterUuid: UUID,
    clusterSize: size,
    localState: 'Synced',
    lastCommitted: 90n,
    cachedDownTo: 1n,
  },
});

const nonPrimary: Partial<MemberReport> = {
  server: 'running',
  wsrep: { ...primary(1).wsrep!, clusterStatus: 'non-Primary', localState: 'Initialized' },
};

const inconsistent: Partial<MemberReport> = {
  server: 'running',
  data: { kind: 'foreign' },
  wsrep: { ...primary(0).wsrep!, clusterStatus: 'Disconnected', localState: 'Inconsistent' },
};

const gone = { server: 'unreachable', data: { kind: 'blank' }, knownAddresses: [] } as const;

function plan(members: readonly MemberReport[], parts: Partial<RecoverFacts> = {}) {
  const made = planRecover({ environment: 'shop', members, without: [], proofs: new Map(), ...parts });
  return {
    steps: made.steps.filter(({ action }) => action !== 'keep').map(({ id }) => id),
    destructive: made.steps.some(({ destructive }) => destructive === true),
    missing: made.missing,
    made,
  };
}

const three = (...parts: readonly Partial<MemberReport>[]) =>
  ['db1', 'db2', 'db3'].map((name, index) => member(name, parts[index]));

describe('a recovery without a primary component', () => {
  it('stops all members before it reads a position, and joins them in order', () => {
    expect(plan(three()).steps).toEqual([
      'db1.hold',
      'db2.hold',
      'db3.hold',
      'positions',
      'bootstrap',
      'db1.join',
      'db2.join',
      'db3.join',
      'compare',
    ]);
  });

  it('also stops members that run outside of it, whose positions are not their last ones', () => {
    const { made } = plan(three(nonPrimary, { data: history(5n) }, { data: history(7n) }));
    expect(made.steps.find(({ id }) => id === 'bootstrap')?.summary).toBe(
      'bootstrap the most advanced of them',
    );
  });

  it('names the most advanced member if all stopped cleanly', () => {
    const { made } = plan(three({ data: history(5n) }, { data: history(9n) }, { data: history(9n) }));
    expect(made.steps.find(({ id }) => id === 'bootstrap')?.summary).toBe('bootstrap db2 at 9');
  });

  it.each<[string, MemberReport[], RegExp]>([
    ['a member is missing', three({}, {}, gone), /^db3 cannot be reached: it may be ahead/],
    ['two members are missing', three({}, gone, gone), /^db2 and db3 cannot be reached: they may be ahead/],
    ['a member has no data', three({}, {}, { data: { kind: 'blank' } }), /^db3 has no data: a volume/],
    [
      'a member has data of nobody',
      three({}, {}, { data: { kind: 'foreign' } }),
      /^db3 has data of no cluster/,
    ],
    ['a member left the cluster as inconsistent', three({}, {}, inconsistent), /^db3 has data of no cluster/],
    [
      'members were in different clusters',
      three({}, { data: { kind: 'history', uuid: UUID.replace('1', '9'), seqno: 1n } }),
      /were in different clusters/,
    ],
    [
      'nobody has data',
      three(...[1, 2, 3].map(() => ({ data: { kind: 'blank' } as const }))),
      /^no member has data/,
    ],
    [
      'a member knows another one',
      three({ knownAddresses: [...ADDRESSES, '10.0.0.9'] }),
      /^db1 knows 10.0.0.9, which is not a member/,
    ],
  ])('is refused if %s', (_, members, message) => {
    expect(() => plan(members)).toThrow(message);
  });
});

describe('a member is left out', () => {
  it('only if it is proven that its server does not run', () => {
    expect(() => plan(three({}, {}, gone), { without: ['db3'] })).toThrow(
      /^nothing proves that the server of db3/,
    );
    const proofs = new Map([['db3', 'its machine is off']]);
    const { steps, destructive, missing } = plan(three({}, {}, gone), { without: ['db3'], proofs });
    expect(steps).toEqual([
      'db3.leave-out',
      'db1.hold',
      'db2.hold',
      'positions',
      'bootstrap',
      'db1.join',
      'db2.join',
      'compare',
    ]);
    expect({ destructive, missing }).toEqual({ destructive: true, missing: ['db3'] });
  });

  it('and every one needs its proof', () => {
    const proofs = new Map([['db3', 'its machine is off']]);
    expect(() => plan(three({}, gone, gone), { without: ['db2', 'db3'], proofs })).toThrow(/server of db2/);
  });

  it('and is stopped if it can be reached, which is the proof', () => {
    const { steps } = plan(three({}, {}, { data: { kind: 'blank' } }), { without: ['db3'] });
    expect(steps).toContain('db3.hold');
    expect(steps).not.toContain('db3.join');
  });

  it('never if it is in the primary component, or is none', () => {
    expect(() => plan(three(primary(3), primary(3), primary(3)), { without: ['db1'] })).toThrow(
      /it is in the primary/,
    );
    expect(() => plan(three(), { without: ['db4'] })).toThrow(/no such member, did you mean "db1"/);
  });
});

describe('a recovery of a cluster that is alive', () => {
  it('does nothing if it is whole', () => {
    expect(plan(three(primary(3), primary(3), primary(3))).steps).toEqual([]);
  });

  it('bootstraps nothing, and joins the others', () => {
    const { made, steps } = plan(three(primary(1), { data: history(80n) }, nonPrimary));
    expect(steps).toEqual(['db2.join', 'db3.join', 'compare']);
    expect(made.steps.map(({ summary }) => summary).slice(1, 3)).toEqual([
      'join the cluster by IST',
      'stop it, then join the cluster',
    ]);
  });

  it('gives a member a copy of the others that found itself inconsistent with them, and erases nothing', () => {
    const { made, steps, destructive } = plan(three(primary(2), inconsistent, primary(2)));
    expect(steps).toEqual(['db2.set-aside', 'db2.join', 'compare']);
    expect(destructive).toBe(true);
    expect(made.steps.filter(({ host }) => host === 'db2')).toMatchObject([
      { summary: 'stop it, and move its data directory aside; nothing is erased' },
      { summary: 'join the cluster by SST', why: 'it has no data; the donor is db1 or db3' },
    ]);
    expect(plan(three(primary(2), inconsistent, primary(2)), { without: ['db2'] }).steps).toEqual([]);
  });

  it('waits for a server that starts, and joins nobody who is out of reach', () => {
    const { steps, missing } = plan(three(primary(1), { server: 'running' }, gone));
    expect(steps).toEqual(['db2.await', 'compare']);
    expect(missing).toEqual(['db3']);
  });

  it.each<[string, MemberReport[], RegExp]>([
    [
      'two clusters are alive',
      three(primary(1), { ...primary(2), wsrep: { ...primary(2).wsrep!, clusterUuid: 'other' } }),
      /two clusters are alive/,
    ],
    ['a member is ahead of it', three(primary(1), { data: history(91n) }), /db2 is ahead of the cluster/],
  ])('is refused if %s', (_, members, message) => {
    expect(() => plan(members)).toThrow(message);
  });
});
