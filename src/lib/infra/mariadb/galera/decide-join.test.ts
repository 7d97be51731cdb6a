import { describe, expect, it } from 'vitest';
import { decideJoin } from './decide-join.ts';
import type { MemberReport, Seqno } from './member-report.ts';

const ONE = '11111111-1111-1111-1111-111111111111';
const TWO = '22222222-2222-2222-2222-222222222222';

const donor: MemberReport = {
  member: 'db1',
  address: '10.0.0.1',
  server: 'running',
  data: { kind: 'history', uuid: ONE, seqno: 'unclear' },
  wsrep: {
    clusterStatus: 'Primary',
    clusterUuid: ONE,
    clusterSize: 1,
    localState: 'Synced',
    lastCommitted: 100n,
    cachedDownTo: 50n,
  },
  knownAddresses: [],
};

const join = (words: Partial<MemberReport>, members: readonly MemberReport[] = [donor]) =>
  decideJoin(
    {
      member: 'db2',
      address: '10.0.0.2',
      server: 'stopped',
      data: { kind: 'blank' },
      knownAddresses: [],
      ...words,
    },
    { uuid: ONE, members },
  );
const history = (seqno: Seqno, uuid = ONE) => ({
  data: { kind: 'history', uuid, seqno } as const,
});

describe('the join decision', () => {
  it.each<[string, Partial<MemberReport>, string]>([
    ['no data', {}, 'sst'],
    ['what the donor keeps', history(49n), 'ist'],
    ['nothing missed', history(100n), 'ist'],
    ['more missed than the donor keeps', history(48n), 'sst'],
    ['a position that InnoDB must be asked for', history('unclear'), 'position unclear'],
    ['a place in the cluster already', { server: 'running', wsrep: donor.wsrep! }, 'member'],
  ])('with %s', (_what, words, kind) => {
    expect(join(words).kind).toBe(kind);
  });

  it.each<[string, Partial<MemberReport>, string]>([
    ['no data', {}, 'it has no data; the donor is db1 or db3'],
    ['what one of them keeps', history(49n), 'it is 51 transactions behind; the donor is db1'],
    [
      'more missed than any keeps',
      history(48n),
      'it is 52 transactions behind, more than any member keeps; the donor is db1 or db3',
    ],
  ])('names the donors with %s', (_what, words, reason) => {
    const other = { ...donor, member: 'db3', wsrep: { ...donor.wsrep!, cachedDownTo: 90n } };
    const busy = { ...other, member: 'db4', wsrep: { ...other.wsrep, localState: 'Donor/Desynced' } };
    expect(join(words, [donor, other, busy])).toMatchObject({ reason });
  });

  it.each<[string, Partial<MemberReport>, RegExp]>([
    ['data of no cluster', { data: { kind: 'foreign' } }, /data of no cluster/],
    ['data of another cluster', history(3n, TWO), /data of another cluster/],
    ['no readable position', history('unreadable'), /no readable position/],
    [
      'transactions that the cluster has not',
      history(101n),
      /is ahead of the cluster \(101, the cluster is at 100\)/,
    ],
    [
      'a server that runs, and could not apply what the others have applied',
      {
        server: 'running',
        wsrep: { ...donor.wsrep!, clusterStatus: 'Disconnected', localState: 'Inconsistent' },
      },
      /found itself inconsistent with the cluster and left it/,
    ],
  ])('leaves it to a person with %s', (_what, words, reason) => {
    expect(join(words)).toMatchObject({ kind: 'strange', reason: expect.stringMatching(reason) });
  });

  it.each<[string, Partial<MemberReport>, RegExp]>([
    [
      'a server that runs alone',
      { server: 'running', wsrep: { ...donor.wsrep!, clusterUuid: TWO } },
      /is not in the cluster/,
    ],
    ['a server that does not answer', { server: 'running' }, /is not in the cluster/],
    ['no way to it', { server: 'unreachable' }, /cannot be reached/],
  ])('is refused with %s', (_what, words, reason) => {
    const decision = join(words);
    expect(decision.kind).toBe('refused');
    expect(decision).toHaveProperty('reason', expect.stringMatching(reason));
  });
});
