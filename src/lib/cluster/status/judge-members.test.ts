import { describe, expect, it } from 'vitest';
import { AetherError } from '../../core/errors.ts';
import type { DiskSpace } from './disk-space.ts';
import { isHealthy, judgeMembers } from './judge-members.ts';
import type { MemberSample } from './member-sample.ts';
import type { MemberLook } from './watch-members.ts';

const GIB = 1024 ** 3;
const CLEAN = { diverged: [], pending: [] };

const SYNCED: MemberSample = {
  version: '10.11.19-MariaDB',
  cluster_status: 'Primary',
  cluster_size: 3,
  conf_id: 7,
  cluster_uuid: 'a',
  local_state: 'Synced',
  ready: true,
  desynced: false,
  receive_queue: 0,
  send_queue: 0,
  flow_control_active: false,
  flow_control_requested: false,
  last_committed: 100,
  gtid_binlog_pos: '1-1-100',
  gtid_domain_id: '1',
  certificate_seconds: 300 * 86_400,
  clock_skew_seconds: 0,
  data_directory: '/data/',
  gtid: null,
};
const ROOM: DiskSpace = { free_bytes: 50 * GIB, total_bytes: 100 * GIB };

/** Three members; each gets what is said of it. */
function members(
  ...changes: (Partial<MemberSample & { disk: DiskSpace | null }> | AetherError)[]
): MemberLook[] {
  return ['node1', 'node2', 'node3'].map((member, index) => {
    const change = changes[index] ?? {};
    if (change instanceof AetherError) return { member, sample: null, error: change };
    const { disk = ROOM, ...sample } = change;
    return { member, sample: { ...SYNCED, ...sample }, disk };
  });
}

const judge = (looks: MemberLook[]) =>
  judgeMembers(looks, CLEAN).map(
    ({ severity, member, message }) => `${severity} ${member ?? 'cluster'}: ${message}`,
  );
const REFUSED = new AetherError('MARIADB_UNREACHABLE', 'nothing listens on 10.0.0.3:3306');
const NON_PRIMARY = { cluster_status: 'non-Primary', ready: false, local_state: 'Initialized' };

describe('a cluster', () => {
  it('without a fault is healthy', () => {
    expect(judge(members())).toEqual([]);
    expect(isHealthy(judgeMembers(members(), CLEAN))).toBe(true);
  });

  it('with a member that does not answer is never healthy', () => {
    const looks = members({}, {}, REFUSED);
    expect(judge(looks)).toEqual(['unknown node3: nothing listens on 10.0.0.3:3306']);
    expect(isHealthy(judgeMembers(looks, CLEAN))).toBe(false);
  });

  it('says how many members its component has', () => {
    expect(judge(members({ cluster_size: 2 }, { cluster_size: 2 }, NON_PRIMARY))).toEqual([
      'fail cluster: the primary component has 2 of 3 members',
      'fail node3: is in a non-Primary component (Initialized)',
    ]);
  });

  it('that is down as a whole says so first', () => {
    expect(judge(members(REFUSED, REFUSED, REFUSED))[0]).toBe(
      'fail cluster: none of 3 members answers: no client can write, as after a power cut of all',
    );
    expect(judge(members(NON_PRIMARY, REFUSED, REFUSED))[0]).toBe(
      'fail cluster: no primary component: none of the 1 members that answer may write',
    );
  });

  it('that is two clusters is a split brain', () => {
    expect(judge(members({ cluster_size: 2 }, { cluster_size: 2 }, { cluster_uuid: 'b' }))[0]).toBe(
      'fail cluster: split brain: node1, node2 and node3 are clusters of their own',
    );
  });
});

describe('the member that is wrong is named', () => {
  it.each<[string, Partial<MemberSample & { disk: DiskSpace | null }>, string]>([
    ['not in a cluster', { cluster_status: '' }, 'fail node2: is not in a cluster: wsrep_on is OFF'],
    ['joining', { local_state: 'Joining' }, 'fail node2: is Joining, not Synced'],
    [
      'a donor',
      { local_state: 'Donor/Desynced' },
      'warn node2: is a donor: it copies its data to another member',
    ],
    ['in another view', { conf_id: 6 }, 'fail node2: is in view 6, the others in view 7'],
    [
      'another GTID domain',
      { gtid_domain_id: '0' },
      'fail node2: wsrep_gtid_domain_id is 0, on the others 1',
    ],
    ['behind', { receive_queue: 20 }, 'warn node2: is behind: 20 write-sets to apply'],
    ['an old certificate', { certificate_seconds: -1 }, 'fail node2: its certificate has expired'],
    [
      'a certificate that expires',
      { certificate_seconds: 86_400 },
      'warn node2: its certificate expires in 1 day',
    ],
    ['a slow clock', { clock_skew_seconds: -3600 }, 'fail node2: its clock is 1h0m slow'],
    [
      'little room',
      { disk: { free_bytes: GIB, total_bytes: 100 * GIB } },
      'warn node2: has 1.0 GiB free in /data/',
    ],
  ])('%s', (_what, change, expected) => {
    expect(judge(members({}, change))).toEqual([expected]);
  });

  it('one that could not apply what the others have, and will not come back by itself', () => {
    const left = { cluster_status: 'Disconnected', ready: false, local_state: 'Inconsistent' };
    const problems = judgeMembers(members({ cluster_size: 2 }, left, { cluster_size: 2 }), CLEAN);
    expect(problems).toMatchObject([
      { message: 'the primary component has 2 of 3 members' },
      {
        severity: 'fail',
        member: 'node2',
        message:
          'found itself inconsistent with the cluster and left it: its server runs, serves nobody, and does not rejoin by itself',
        hint: 'aether cluster recover replaces its data with a copy of another member',
      },
    ]);
  });

  it('a full disk that stops the writes of all', () => {
    const full = { free_bytes: 0, total_bytes: GIB };
    const waits = { flow_control_active: true };
    const culprit = { ...waits, flow_control_requested: true, receive_queue: 29, disk: full };
    const problems = judgeMembers(members(waits, waits, culprit), CLEAN);
    expect(problems[0]).toMatchObject({
      severity: 'fail',
      member: 'node3',
      message: 'holds up the writes of all members (flow control): 29 write-sets to apply',
      hint: 'its disk is full: make room in /data/',
    });
  });

  it('GTIDs that have parted, and those that cannot be compared yet', () => {
    const gtids = {
      diverged: [{ member: 'node2', problem: '0-1-1; node1 is at 1-1-36' }],
      pending: ['node3'],
    };
    expect(judgeMembers(members(), gtids)).toMatchObject([
      {
        severity: 'fail',
        member: 'node2',
        message: "its GTIDs diverge from the cluster's: 0-1-1; node1 is at 1-1-36",
      },
      { severity: 'warn', member: 'node3' },
    ]);
  });
});
