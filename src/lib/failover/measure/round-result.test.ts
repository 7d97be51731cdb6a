import { describe, expect, it } from 'vitest';
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

function sample(member: string, ms: number, bf_aborts: number): Sample {
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
