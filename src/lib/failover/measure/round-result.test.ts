import { describe, expect, it } from 'vitest';
import { fault as crash } from '../faults/crash.ts';
import { fault as rollingRestart } from '../faults/rolling-restart.ts';
import { fault as rowLock } from '../faults/row-lock.ts';
import type { Sample } from '../observe/observer.ts';
import { remarksOn } from '../report/render-drill.ts';
import { measureRound } from './round-result.ts';

const record = {
  round: { number: 1, fault: rowLock, victims: ['b'], home: 'a' },
  hosts: {},
  evidence: [],
  calm_from_ms: 0,
  injected_ms: 2000,
  healing_ms: 4000,
  whole_ms: 4500,
  ended_ms: 5000,
};

function sample(member: string, ms: number, bf_aborts: number): Extract<Sample, { answers: true }> {
  const state = { is_primary: true, size: 3, conf_id: 1, state: 'Synced', ready: true, receive_queue: 0 };
  return {
    member,
    ms,
    answers: true,
    ...state,
    bf_aborts,
    flow_control_active: false,
    flow_control_requested: false,
  };
}

const remarks = (samples: readonly Sample[]) => {
  const result = measureRound(record, [], samples, 1000);
  return {
    aborts: result.bf_aborts,
    remarks: remarksOn({ record, result: { ...result, is_calm: true }, lost: [], bar_ms: 1000 }),
  };
};

describe('a member that finds itself inconsistent as it rejoins', () => {
  it('is named, with the transfer that it needed and was not expected', () => {
    const left: Sample = { ...sample('b', 4100, 0), is_primary: false, state: 'Inconsistent' };
    const round = { ...record.round, fault: crash };
    const samples = [sample('a', 100, 0), { ...sample('a', 2500, 0), conf_id: 2, size: 2 }, left, left];
    const result = measureRound({ ...record, round }, [], samples, 1000);
    expect(result.inconsistent).toEqual(['b']);
    const measured = { record: { ...record, round }, result: { ...result, is_calm: true }, lost: [] };
    expect(remarksOn({ ...measured, bar_ms: 1000 })).toEqual([
      'crash of b: b rejoined by SST, expected IST: it found itself inconsistent with the cluster and left it',
    ]);
  });

  it('is not one that did so before the fault', () => {
    const early: Sample = { ...sample('b', 100, 0), state: 'Inconsistent' };
    expect(measureRound(record, [], [early], 1000).inconsistent).toEqual([]);
  });
});

describe('members that are restarted one after another', () => {
  const round = { ...record.round, fault: rollingRestart, victims: ['a', 'b'] };
  const gone = (member: string, ms: number): Sample => ({ member, ms, answers: false });
  const membership = (...samples: Sample[]) =>
    measureRound({ ...record, round }, [], samples, 1000).membership;
  const before = [sample('a', 1900, 0), sample('b', 1950, 0)];

  it('are dropped as long as another one serves', () => {
    expect(
      membership(...before, gone('a', 2500), sample('b', 2550, 0), sample('a', 3000, 0), gone('b', 3100)),
    ).toBe('dropped');
  });

  it('lose the cluster once the last one goes before another is back', () => {
    expect(membership(...before, gone('a', 2500), gone('b', 2550))).toBe('lost');
  });

  it('are kept if all of them answer', () => {
    expect(membership(...before, sample('a', 2500, 0))).toBe('kept');
  });
});

describe('a session that an applier aborts', () => {
  it('is counted on the victim, within the round', () => {
    const samples = [sample('b', 100, 7), sample('a', 2100, 9), sample('b', 2100, 8), sample('b', 6000, 20)];
    expect(remarks(samples)).toEqual({ aborts: 1, remarks: [] });
  });

  it('is missed if none was aborted', () => {
    const missed = 'row-lock of b: no session was aborted, expected a BF abort';
    expect(remarks([sample('b', 100, 7), sample('b', 2100, 7)])).toEqual({ aborts: 0, remarks: [missed] });
  });
});
