import { describe, expect, it } from 'vitest';
import type { ReadResult } from '../client/elsewhere-reader.ts';
import { judgeAttempts } from '../client/operation.ts';
import { judgeControl } from '../negative-control.ts';
import { workload } from '../workloads/read-elsewhere.ts';
import { judgeDrill } from './judge-drill.ts';
import type { FinalRows } from './read-rows.ts';

const MEMBERS = ['node1', 'node2', 'node3'];
const operations = [1, 2].map((sequence) =>
  judgeAttempts({ worker: 1, sequence }, [
    { host: 'node1', sent_ms: 0, ended_ms: 1, outcome: 'acknowledged', errno: null },
  ]),
);
const final: FinalRows = {
  rows: MEMBERS.map((member) => ({
    member,
    rows: operations.map(({ worker, sequence }) => ({ worker, sequence, effects: 1 })),
  })),
  unproven: [],
  gtids: { diverged: [], pending: [] },
  wrong: [],
  tables: null,
};
const read = (outcome: ReadResult['outcome'], seen: string | null = null): ReadResult => ({
  worker: 1,
  sequence: 1,
  member: 'node2',
  ms: 2,
  outcome,
  seen,
});
const judge = (reads: readonly ReadResult[], change: Partial<FinalRows> = {}, rounds: object[] = [{}]) =>
  judgeDrill(
    { rounds, operations, reads },
    { ...final, ...change },
    { members: MEMBERS, replicas: [], workload },
  );

describe('the verdict on a drill', () => {
  it('passes if every row and every read is right', () => {
    expect(judge([read('right'), read('unknown')])).toMatchObject({
      result: 'passed',
      reads: { done: 1, unanswered: 1, stale: [], impossible: [] },
    });
  });

  it('is not proven if nothing was broken', () => {
    expect(judge([read('right')], {}, [])).toMatchObject({
      result: 'not proven',
      unproven: ['no fault was injected'],
    });
  });

  it('fails on a stale read, an impossible one, and a balance that no transfers make', () => {
    const stale = read('stale', 'the row is not there');
    expect(judge([read('right'), stale])).toMatchObject({ result: 'failed', reads: { stale: [stale] } });
    const impossible = read('impossible', 'the total is 990, not 1000');
    expect(judge([read('right'), impossible])).toMatchObject({
      result: 'failed',
      reads: { impossible: [impossible] },
    });
    expect(judge([read('right')], { wrong: ['node3: account 1 has 990'] }).result).toBe('failed');
  });

  it('fails on a table of another database that differs, and proves nothing of one that is written to', () => {
    const tables = {
      equal: 9,
      busy: [],
      differences: [{ member: 'node2', what: '`shop`.`orders`', problem: 'differs' }],
    };
    expect(judge([read('right')], { tables }).result).toBe('failed');
    const busy = { equal: 9, busy: ['`shop`.`orders`'], differences: [] };
    expect(judge([read('right')], { tables: busy })).toMatchObject({
      result: 'not proven',
      unproven: [expect.stringMatching(/^`shop`.`orders`: somebody writes to it/)],
    });
  });

  it('proves nothing if no read was answered', () => {
    expect(judge([read('unknown')])).toMatchObject({
      result: 'not proven',
      unproven: ['no read was answered'],
    });
  });
});

describe('a negative control', () => {
  const lossy = { rows: final.rows.map(({ member, rows }) => ({ member, rows: rows.slice(0, 1) })) };
  const caught = (reads: readonly ReadResult[], change: Partial<FinalRows> = {}) =>
    judgeControl(judge(reads, change), { rounds: [], operations });

  it('is caught by a loss together with a stale read', () => {
    expect(caught([read('stale')], lossy)).toMatchObject({ caught: true });
  });

  it('is not caught by one of them alone', () => {
    const only = { caught: false };
    expect(caught([read('stale')])).toMatchObject({ ...only, stale_reads_caught: true, loss_caught: false });
    expect(caught([read('right')], lossy)).toMatchObject({
      ...only,
      stale_reads_caught: false,
      loss_caught: true,
    });
  });
});
