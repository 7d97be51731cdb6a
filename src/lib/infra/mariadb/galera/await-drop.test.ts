import { describe, expect, it } from 'vitest';
import { awaitDrop, judgeDrop, type Survivor, type Waiting } from './await-drop.ts';
import type { WsrepFacts } from './wsrep-facts.ts';

const GONE = '10.0.0.2:3306';
const wsrep = (incomingAddresses: string[], clusterStatus = 'Primary'): WsrepFacts => ({
  clusterStatus,
  clusterSize: incomingAddresses.length,
  localState: 'Synced',
  ready: clusterStatus === 'Primary',
  incomingAddresses,
  desynced: false,
});
const LISTS = wsrep(['10.0.0.1:3306', GONE]);
const DROPPED = wsrep(['10.0.0.1:3306', '10.0.0.22:3306', '10.0.0.2:33060']);
const DONOR = { ...DROPPED, localState: 'Donor/Desynced' };
const DESYNCED = { ...DONOR, desynced: true };
const OUTSIDE = wsrep([], 'non-Primary');
const survivors = (...facts: (WsrepFacts | null)[]): Survivor[] =>
  facts.map((each, index) => ({ member: `n${index + 1}`, wsrep: each }));

describe('judgeDrop', () => {
  it.each<[string, Survivor[], object]>([
    ['nobody else runs', [], { kind: 'alone' }],
    ['no member of the primary component lists it', survivors(DROPPED, null, OUTSIDE), { kind: 'dropped' }],
    ['one still lists it', survivors(DROPPED, LISTS), { kind: 'listed', by: ['n2'] }],
    ['one is still a donor', survivors(DROPPED, DONOR), { kind: 'donating', by: ['n2'] }],
    ['one lists it, one is a donor', survivors(DONOR, LISTS), { kind: 'listed', by: ['n2'] }],
    ['one is desynced by hand', survivors(DROPPED, DESYNCED), { kind: 'dropped' }],
    ['nobody answers', survivors(null, null), { kind: 'listed', by: ['n1', 'n2'] }],
    ['one is outside, and one does not answer', survivors(OUTSIDE, null), { kind: 'listed', by: ['n2'] }],
    [
      'none may write',
      survivors(OUTSIDE, { ...LISTS, clusterStatus: 'non-Primary' }),
      { kind: 'no primary' },
    ],
  ])('if %s', (_, others, expected) => {
    expect(judgeDrop(GONE, others)).toEqual(expected);
  });
});

describe('awaitDrop', () => {
  /** Every sleep takes its time at once. */
  const patience = (deadlineSeconds: number) => {
    let now = 0;
    const told: string[] = [];
    const clock = {
      now: () => new Date(0),
      seconds: () => now,
      sleep: async (ms: number) => void (now += ms / 1000),
    };
    return {
      clock,
      deadlineSeconds,
      told,
      onWait: ({ kind, by }: Waiting) => void told.push(`${kind} by ${by.join()}`),
    };
  };

  it('asks until the survivors have dropped the member and ended their copies, and says once of each', async () => {
    const rounds = [
      [LISTS, LISTS],
      [LISTS, DROPPED],
      [DROPPED, DONOR],
      [DROPPED, DONOR],
      [DROPPED, DROPPED],
    ];
    const answers = rounds.map((facts) => survivors(...facts));
    const asked = patience(60);
    const end = await awaitDrop(GONE, async () => answers.shift() ?? [], asked);
    expect([end, asked.told, answers]).toEqual([
      { kind: 'dropped' },
      ['listed by n1,n2', 'donating by n2'],
      [],
    ]);
  });

  it('says nothing if there is nothing to wait for', async () => {
    const asked = patience(60);
    expect(await awaitDrop(GONE, async () => survivors(DROPPED), asked)).toEqual({ kind: 'dropped' });
    expect(asked.told).toEqual([]);
  });

  it('ends at the deadline with those that still list it', async () => {
    const end = await awaitDrop(GONE, async () => survivors(LISTS, null), patience(5));
    expect(end).toEqual({ kind: 'listed', by: ['n1'] });
  });
});
