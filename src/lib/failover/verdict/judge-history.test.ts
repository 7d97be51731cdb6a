import { describe, expect, it } from 'vitest';
import { judgeAttempts, type Attempt, type AttemptOutcome, type Operation } from '../client/operation.ts';
import { judgeHistory, type MemberRows } from './judge-history.ts';

const attempt = (outcome: AttemptOutcome, ended_ms = 10): Attempt => ({
  host: 'node1',
  sent_ms: 0,
  ended_ms,
  outcome,
  errno: null,
});
const operation = (sequence: number, ...outcomes: AttemptOutcome[]): Operation =>
  judgeAttempts(
    { worker: 1, sequence },
    outcomes.map((outcome) => attempt(outcome)),
  );

/** The same rows on three members, but for what is said of one. */
function servers(
  sequences: readonly number[],
  changed: Record<string, readonly number[]> = {},
): MemberRows[] {
  return ['node1', 'node2', 'node3'].map((member) => {
    const here = changed[member] ?? sequences;
    return {
      member,
      rows: [...new Set(here)].map((sequence) => ({
        worker: 1,
        sequence,
        effects: here.filter((other) => other === sequence).length,
      })),
    };
  });
}

const CLEAN = { lost: [], duplicated: [], impossible: [], diverged: [], open: [] };
const at = (member: string, sequence: number, acknowledged_ms: number | null = 10) => ({
  id: `1-${sequence}`,
  member,
  acknowledged_ms,
});

const HISTORY = [
  operation(1, 'acknowledged'),
  operation(2, 'failed', 'acknowledged'),
  operation(3, 'ambiguous', 'duplicate'),
  operation(4, 'ambiguous', 'acknowledged'),
  operation(5, 'failed'),
];

describe('a history', () => {
  it('that is clean has no finding, and its ambiguous attempts are counted', () => {
    expect(judgeHistory(HISTORY, servers([1, 2, 3, 4]))).toEqual({
      ...CLEAN,
      acknowledged: 4,
      resolved: 2,
      ambiguous: 2,
    });
  });

  it('without operations is clean, and proves nothing', () => {
    expect(judgeHistory([], servers([]))).toMatchObject({ ...CLEAN, acknowledged: 0 });
  });

  it.each<[string, Operation[], MemberRows[], object]>([
    [
      'lost on all',
      HISTORY,
      servers([1, 2, 3]),
      { lost: ['node1', 'node2', 'node3'].map((one) => at(one, 4)) },
    ],
    ['lost on one', HISTORY, servers([1, 2, 3, 4], { node2: [2, 3, 4] }), { lost: [at('node2', 1)] }],
    [
      'duplicated on one',
      HISTORY,
      servers([1, 2, 3, 4], { node3: [1, 2, 2, 3, 4] }),
      { duplicated: [at('node3', 2)] },
    ],
    [
      'there though it failed',
      HISTORY,
      servers([1, 2, 3, 4], { node1: [1, 2, 3, 4, 5] }),
      { impossible: [at('node1', 5, null)] },
    ],
    [
      'there though nobody wrote it',
      HISTORY,
      servers([1, 2, 3, 4], { node1: [1, 2, 3, 4, 99] }),
      { impossible: [at('node1', 99, null)] },
    ],
    [
      'open, and on one member only',
      [operation(1, 'ambiguous')],
      servers([], { node2: [1] }),
      { diverged: [at('node1', 1, null), at('node3', 1, null)], open: ['1-1'] },
    ],
    [
      'there at the first attempt',
      [operation(1, 'failed', 'duplicate')],
      servers([1]),
      { impossible: ['node1', 'node2', 'node3'].map((member) => at(member, 1, null)) },
    ],
    ['open, and on none', [operation(1, 'ambiguous', 'failed')], servers([]), { open: ['1-1'] }],
    ['open, and on all', [operation(1, 'ambiguous')], servers([1]), { open: ['1-1'] }],
  ])('names what is %s', (_what, operations, members, expected) => {
    expect(judgeHistory(operations, members)).toMatchObject({ ...CLEAN, ...expected });
  });

  it('calls a row without its effect wrong', () => {
    const [first, ...others] = servers([1]);
    const rows = [{ worker: 1, sequence: 1, effects: 0 }];
    const judged = judgeHistory([operation(1, 'acknowledged')], [{ ...first!, rows }, ...others]);
    expect(judged).toMatchObject({ ...CLEAN, duplicated: [at('node1', 1)] });
  });
});
