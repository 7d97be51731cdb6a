import { describe, expect, it } from 'vitest';
import type { LiveMember, MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { planRestart, requireIst } from './plan-restart.ts';

function member(name: string, wsrep: Partial<LiveMember> = {}): MemberReport {
  return {
    member: name,
    address: name,
    server: 'running',
    data: { kind: 'history', uuid: 'a', seqno: 'unclear' },
    knownAddresses: [],
    wsrep: {
      clusterStatus: 'Primary',
      clusterUuid: 'a',
      clusterSize: 3,
      localState: 'Synced',
      lastCommitted: 50n,
      cachedDownTo: 10n,
      ...wsrep,
    },
  };
}

const plan = (members: readonly MemberReport[], backups: readonly string[] = []) =>
  planRestart({ environment: 'shop', members, backups, reboot: false });

describe('a rolling restart', () => {
  it('takes the writer last, and says which state transfer each member needs', () => {
    const { steps } = plan([member('db1'), member('db2'), member('db3')]);
    expect(steps.map(({ id }) => id)).toEqual(['db2.restart', 'db3.restart', 'db1.restart', 'compare']);
    expect(steps.slice(0, 3).map(({ facts }) => facts)).toEqual(
      [1, 2, 3].map(() => ({ state_transfer: 'ist' })),
    );
    expect(steps.some(({ destructive }) => destructive === true)).toBe(false);
  });

  it('takes the first member that is not read-only for the writer, as every run does', () => {
    const { steps } = plan([member('db1', { notWriter: 'is read-only' }), member('db2'), member('db3')]);
    expect(steps.map(({ id }) => id)).toEqual(['db1.restart', 'db3.restart', 'db2.restart', 'compare']);
    expect(steps[2]?.summary).toBe('ask its clients to leave, then restart it, last: it takes the writes');
  });

  it('resumes a run that was cut off with the servers that were not started since', () => {
    const started = (name: string, startId: string) => ({ ...member(name), startId });
    const members = [started('db1', 'a1'), started('db2', 'b2'), started('db3', 'c1')];
    const journal = {
      started_at: '2026-11-30T08:00:00.000Z',
      start_ids: { db1: 'a1', db2: 'b1', db3: 'c1' },
      reboot: false,
    };
    const { title, steps } = planRestart({
      environment: 'shop',
      members,
      backups: [],
      reboot: false,
      journal,
    });
    expect(title).toMatch(/; resumes the run of 2026-11-30T08:00:00.000Z$/);
    expect(steps.map(({ id, action }) => `${id} ${action}`)).toEqual([
      'db2.restart keep',
      'db3.restart change',
      'db1.restart change',
      'compare run',
    ]);
  });

  it('has an SST confirmed, if nobody keeps what a member will miss', () => {
    const ahead = { lastCommitted: 60n, cachedDownTo: 52n };
    const { steps } = plan([member('db1', ahead), member('db2'), member('db3', ahead)]);
    expect(steps.filter(({ destructive }) => destructive === true).map(({ id }) => id)).toEqual([
      'db2.restart',
    ]);
  });

  it('is ended before a stop after which a member would need a copy that nobody confirmed', () => {
    const behind = member('db2', { lastCommitted: 40n });
    const keeps = (cachedDownTo: bigint) => [member('db1', { cachedDownTo }), behind];
    expect(() => requireIst('db2', keeps(41n))).not.toThrow();
    expect(() => requireIst('db2', keeps(42n))).toThrow('db2 would need a full copy');
  });

  it('takes a member that a run which was cut off has desynced, and no other one', () => {
    const members = [
      member('db1'),
      member('db2', { localState: 'Donor/Desynced', desynced: true }),
      member('db3'),
    ];
    expect(() => plan(members)).toThrow('db2 is Donor/Desynced');
    const journal = { started_at: '2026-11-30T08:00:00.000Z', start_ids: {}, reboot: false };
    const facts = { environment: 'shop', members, backups: [], reboot: false, journal };
    expect(planRestart(facts).steps[0]?.id).toBe('db2.restart');
  });

  it.each<[string, MemberReport[], string[], RegExp]>([
    [
      'a member is out of the cluster',
      [member('db1'), member('db2'), member('db3', { clusterStatus: 'non-Primary' })],
      [],
      /^db3 is not in the primary/,
    ],
    [
      'a member sees fewer members',
      [member('db1'), member('db2', { clusterSize: 2 }), member('db3')],
      [],
      /^db2 sees 2 of 3/,
    ],
    [
      'a member is a donor',
      [member('db1', { localState: 'Donor/Desynced' }), member('db2'), member('db3')],
      [],
      /^db1 is Donor/,
    ],
    ['a backup runs', [member('db1'), member('db2'), member('db3')], ['db2'], /^a backup runs on db2/],
    [
      'there are two members',
      [member('db1', { clusterSize: 2 }), member('db2', { clusterSize: 2 })],
      [],
      /^fewer than three/,
    ],
  ])('is refused if %s', (_, members, backups, message) => {
    expect(() => plan(members, backups)).toThrow(message);
  });
});
