import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideBootstrap } from './decide-bootstrap.ts';
import type { LiveMember, MemberReport } from './member-report.ts';

const ONE = '11111111-1111-1111-1111-111111111111';
const TWO = '22222222-2222-2222-2222-222222222222';

const live = (words: Partial<LiveMember> = {}): LiveMember => ({
  clusterStatus: 'Primary',
  clusterUuid: ONE,
  clusterSize: 3,
  localState: 'Synced',
  lastCommitted: 10n,
  cachedDownTo: 1n,
  ...words,
});

const report = (number: number, words: Partial<MemberReport> = {}): MemberReport => ({
  member: `db${number}`,
  address: `10.0.0.${number}`,
  server: 'stopped',
  data: { kind: 'blank' },
  knownAddresses: [],
  ...words,
});

const history = (seqno: bigint | 'unclear', uuid = ONE) => ({
  data: { kind: 'history', uuid, seqno } as const,
});
const unreachable = { server: 'unreachable' } as const;

describe('the bootstrap decision', () => {
  it('is the first member if all are blank', () => {
    expect(decideBootstrap([report(1), report(2), report(3)])).toEqual({ kind: 'fresh', member: 'db1' });
  });

  it('is never made while a primary component lives, whoever else is unreachable, foreign or ahead', () => {
    const others: Partial<MemberReport>[] = [
      unreachable,
      { data: { kind: 'foreign' } },
      history(99n),
      history(9n, TWO),
      {},
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(others, { minLength: 1 }), fc.nat(5), (rest, at) => {
        const members = rest.map((words, index) => report(index + 2, words));
        members.splice(Math.min(at, members.length), 0, report(1, { server: 'running', wsrep: live() }));
        expect(decideBootstrap(members)).toEqual({ kind: 'live', uuid: ONE, members: ['db1'] });
      }),
    );
  });

  it('is the member that is ahead, the first of equals, if all are stopped', () => {
    const members = [report(1, history(7n)), report(2, history(9n)), report(3, history(9n))];
    expect(decideBootstrap(members)).toEqual({ kind: 'recover', member: 'db2', uuid: ONE, seqno: 9n });
    expect(decideBootstrap([report(1), report(2, history(0n))])).toMatchObject({
      kind: 'recover',
      member: 'db2',
    });
  });

  it('waits for the positions that are not known, and never takes another member instead', () => {
    const members = [report(1, history(7n)), report(2, history('unclear')), report(3, history('unclear'))];
    expect(decideBootstrap(members)).toEqual({ kind: 'positions unclear', members: ['db2', 'db3'] });
  });

  it.each<[string, Partial<MemberReport>[], RegExp]>([
    ['a member is unreachable', [{}, unreachable, {}], /^db2 cannot be reached/],
    ['the one that is unreachable may be ahead', [history(9n), unreachable], /^db2 cannot be reached/],
    [
      'a member knows an address that the file hides',
      [{ knownAddresses: ['10.0.0.2', '10.0.0.9'] }, {}],
      /^db1 knows 10\.0\.0\.9/,
    ],
    [
      'a member runs without a primary component',
      [{ server: 'running', wsrep: live({ clusterStatus: 'non-Primary' }) }, {}],
      /^db1 runs without/,
    ],
    ['a server runs and does not answer', [{ server: 'running' }, {}], /^db1 runs without/],
    ['a member has data of no cluster', [{ data: { kind: 'foreign' } }, {}], /^db1 has data of no cluster/],
    ['members were in different clusters', [history(7n), history(9n, TWO)], /different clusters/],
    [
      'two clusters live',
      [
        { server: 'running', wsrep: live() },
        { server: 'running', wsrep: live({ clusterUuid: TWO }) },
      ],
      /^two clusters/,
    ],
  ])('is refused if %s', (_what, words, reason) => {
    const decision = decideBootstrap(words.map((each, index) => report(index + 1, each)));
    expect(decision.kind).toBe('refused');
    expect(decision).toHaveProperty('reason', expect.stringMatching(reason));
  });

  it('is never a bootstrap if any member is unreachable', () => {
    const state = fc.constantFrom<Partial<MemberReport>>(
      {},
      history(1n),
      history('unclear'),
      history(3n, TWO),
      { data: { kind: 'foreign' } },
    );
    fc.assert(
      fc.property(fc.array(state, { maxLength: 6 }), fc.nat(6), (states, at) => {
        const members = states.map((words, index) => report(index + 1, words));
        members.splice(Math.min(at, members.length), 0, report(9, unreachable));
        expect(['refused']).toContain(decideBootstrap(members).kind);
      }),
    );
  });
});
