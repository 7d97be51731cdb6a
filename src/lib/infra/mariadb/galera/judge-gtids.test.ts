import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeGtids } from './judge-gtids.ts';
import type { MemberGtid } from './member-gtid.ts';

const at = (member: string, binlogPosition: string, changes: Partial<MemberGtid> = {}): MemberGtid => ({
  member,
  clusterUuid: 'c',
  domainId: '1',
  binlogPosition,
  committedBefore: 40n,
  committedAfter: 40n,
  ...changes,
});
const divergedOf = (...members: MemberGtid[]) =>
  judgeGtids(members, members).diverged.map(({ member }) => member);

describe('judgeGtids', () => {
  it('is content with equal positions, whatever other domains hold', () => {
    expect(judgeGtids([], [])).toEqual({ diverged: [], pending: [] });
    expect(divergedOf(at('a', '1-1-36'))).toEqual([]);
    expect(divergedOf(at('a', ''), at('b', ''))).toEqual([]);
    expect(divergedOf(at('a', '0-1-1,1-1-36,11-1-4'), at('b', '1-1-36,12-1-9'))).toEqual([]);
  });

  it('names a member that logs under domain 0, with both positions', () => {
    const members = [at('a', '1-1-36'), at('b', '0-1-1,1-1-35'), at('c', '1-1-36')];
    expect(judgeGtids(members, members).diverged).toEqual([
      { member: 'b', problem: '0-1-1,1-1-35; a is at 1-1-36' },
    ]);
  });

  it.each<[string, MemberGtid[], string[]]>([
    ['that counts on from a wrong number', [at('a', '1-1-21'), at('b', '0-1-4,1-1-8')], ['b']],
    ['that has no position', [at('a', ''), at('b', '1-1-8')], ['a']],
    [
      'whose domain was set to 0, of two',
      [at('a', '0-1-9,1-1-8', { domainId: '0' }), at('b', '1-1-9')],
      ['a'],
    ],
    ['twice', [at('a', '1-1-21'), at('b', '1-1-8'), at('c', '1-1-8')], ['b', 'c']],
    ['by one beyond 2^53', [at('a', '1-1-9007199254740993'), at('b', '1-1-9007199254740992')], ['b']],
    ['in domain 1, not 11', [at('a', '11-1-50,1-1-3'), at('b', '11-1-2,1-1-4')], ['a']],
  ])('names a member %s', (_, members, expected) => {
    expect(divergedOf(...members)).toEqual(expected);
  });

  it('does not compare with a member of another cluster', () => {
    expect(divergedOf(at('a', '1-1-36'), at('b', '1-1-3', { clusterUuid: 'd' }))).toEqual([]);
  });

  it('waits for a member that has not applied what another has committed', () => {
    const before = [at('a', '1-1-36'), at('b', '1-1-30', { committedBefore: 34n, committedAfter: 34n })];
    expect(judgeGtids(before, before)).toEqual({ diverged: [], pending: ['b'] });
    const caughtUp = [at('a', '1-1-99'), at('b', '1-1-36')];
    expect(judgeGtids(before, caughtUp)).toEqual({ diverged: [], pending: [] });
    expect(judgeGtids(before, [at('b', '1-1-35')]).diverged).toMatchObject([{ member: 'b' }]);
  });

  it('never names a member that logs right, however far apart the looks are', () => {
    const moments = fc.array(fc.nat(1000), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(moments, fc.nat(1000), (lags, head) => {
        // Every member is at a moment of one history in which transaction n commits as seqno n + 4.
        const looks = (moment: number) =>
          lags.map((lag, index) => {
            const done = BigInt(Math.max(0, moment - lag));
            return at(`n${index}`, `1-1-${done}`, { committedBefore: done + 4n, committedAfter: done + 4n });
          });
        expect(judgeGtids(looks(head), looks(head + 500)).diverged).toEqual([]);
      }),
    );
  });
});
