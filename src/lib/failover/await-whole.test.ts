import { describe, expect, it } from 'vitest';
import type { Clock } from '../core/clock.ts';
import { awaitWhole } from './await-whole.ts';
import type { RunningDrill } from './drill.ts';
import type { AnsweringState } from './observe/sample-member.ts';

const SYNCED: AnsweringState = {
  answers: true,
  is_primary: true,
  size: 2,
  conf_id: 1,
  state: 'Synced',
  ready: true,
  receive_queue: 0,
  bf_aborts: 0,
  flow_control_active: false,
  flow_control_requested: false,
};
const INCONSISTENT = { is_primary: false, ready: false, state: 'Inconsistent' };

/** A drill on db1 and db2, of which db2 is as given; its clock goes on only by sleeping. */
function drillWith(first: Partial<AnsweringState>, recover?: () => Partial<AnsweringState>) {
  let seconds = 0;
  let state = first;
  const said: string[] = [];
  const clock: Clock = {
    now: () => new Date(0),
    seconds: () => seconds,
    sleep: async (milliseconds) => {
      seconds += milliseconds / 1000;
    },
  };
  const latest = (member: string) => ({
    ...SYNCED,
    ...(member === 'db2' ? state : {}),
    member,
    ms: seconds * 1000 + 1,
  });
  const recovery = async () => {
    said.push('recover');
    state = recover?.() ?? state;
  };
  const drill = {
    members: ['db1', 'db2'],
    observer: { latest },
    site: recover === undefined ? {} : { recover: recovery },
    context: {
      clock,
      signal: new AbortController().signal,
      emit: (event: { message?: string }) => said.push(event.message ?? ''),
    },
  } as unknown as RunningDrill;
  return { drill, said, seconds: () => seconds };
}

describe('after a fault was healed', () => {
  it('a member that found itself inconsistent gets a copy at once', async () => {
    const { drill, said, seconds } = drillWith(INCONSISTENT, () => SYNCED);
    await awaitWhole(drill);
    expect(said).toEqual([
      'db2 found itself inconsistent with the cluster and left it: a copy of another member replaces the data (SST)',
      'recover',
    ]);
    expect(seconds()).toBe(0);
  });

  it('and nobody is recovered who comes back', async () => {
    const { drill, said } = drillWith(SYNCED, () => SYNCED);
    await awaitWhole(drill);
    expect(said).toEqual([]);
  });

  it('it fails with how each member is, if one does not come back', async () => {
    const { drill } = drillWith({ state: 'Joining' }, () => SYNCED);
    await expect(awaitWhole(drill)).rejects.toMatchObject({
      code: 'FAULT_FAILED',
      message: 'the cluster is not whole 300 s after the fault was healed: db2 is Joining; db1 is Synced',
    });
  });

  it('also if the copy did not help', async () => {
    const { drill, said } = drillWith(INCONSISTENT, () => INCONSISTENT);
    await expect(awaitWhole(drill)).rejects.toThrow(/db2 is Inconsistent, in no primary component/);
    expect(said.filter((each) => each === 'recover')).toHaveLength(1);
  });
});
