import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { compareLooks } from './compare-looks.ts';
import type { DiskSpace } from './disk-space.ts';
import type { MemberSample } from './member-sample.ts';
import type { MemberLook } from './watch-members.ts';

const ROOM: DiskSpace = { free_bytes: 50 * 1024 ** 3, total_bytes: 100 * 1024 ** 3 };
const FULL: DiskSpace = { free_bytes: 0, total_bytes: 100 * 1024 ** 3 };

/** A member that has applied so many transactions of the cluster. */
function look(member: string, applied: bigint, disk: DiskSpace | null = ROOM, asks = false): MemberLook {
  const gtid = {
    member,
    clusterUuid: 'a',
    domainId: '1',
    binlogPosition: `1-1-${applied}`,
    committedBefore: applied,
    committedAfter: applied,
  };
  return { member, sample: { gtid, flow_control_requested: asks } as MemberSample, disk };
}

async function compare(looks: readonly MemberLook[]) {
  let count = 0;
  const again = async () => {
    count += 1;
    return ['a', 'b', 'c'].map((member) => look(member, 40n));
  };
  const { signal } = new AbortController();
  return { ...(await compareLooks({ clock: systemClock, signal }, looks, again)), looked_again: count };
}

describe('the GTIDs of a look at a cluster', () => {
  it('are looked at again until a member that is behind has caught up', async () => {
    const looks = [look('a', 40n), look('b', 33n), look('c', 40n)];
    expect(await compare(looks)).toMatchObject({ diverged: [], pending: [], looked_again: 1 });
  });

  it.each([
    ['has no space to apply anything', look('b', 33n, FULL)],
    ['holds up the others', look('b', 33n, null, true)],
  ])('are not waited for if a member %s', async (_, behind) => {
    const found = await compare([look('a', 40n), behind, look('c', 40n)]);
    expect(found).toMatchObject({ pending: ['b'], looked_again: 0 });
  });
});
