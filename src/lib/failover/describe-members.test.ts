import { describe, expect, it } from 'vitest';
import { describeMembers } from './describe-members.ts';
import type { AnsweringState } from './observe/sample-member.ts';

const SYNCED: AnsweringState = {
  answers: true,
  is_primary: true,
  size: 3,
  conf_id: 1,
  state: 'Synced',
  ready: true,
  receive_queue: 0,
  bf_aborts: 0,
  flow_control_active: false,
  flow_control_requested: false,
};

const say = (...states: (Partial<AnsweringState> | null)[]) => {
  const members = states.map((_, index) => `db${index + 1}`);
  return describeMembers(members, (member) => {
    const state = states[members.indexOf(member)];
    if (state === null || state === undefined) return undefined;
    return { ...SYNCED, ...state, member, ms: 1 };
  });
};

describe('the members of a drill that did not heal', () => {
  it('are named with what is wrong first', () => {
    const left = { is_primary: false, state: 'Inconsistent' };
    expect(say({}, left, {})).toBe('db2 is Inconsistent, in no primary component; db1 and db3 are Synced');
  });

  it('may not answer, or be on their way', () => {
    expect(say(null, null, { state: 'Joining' })).toBe('db1 and db2 do not answer; db3 is Joining');
    expect(say({}, {}, {})).toBe('db1 and db2 and db3 are Synced');
  });
});
