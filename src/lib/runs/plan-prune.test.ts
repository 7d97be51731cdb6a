import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../../test/support/example-record.ts';
import { planPrune, type PruneFacts, type PruneLimits } from './plan-prune.ts';
import type { FoundRun } from './read-runs.ts';

/** A run that began at midnight of a day in November. */
function runOf(day: number, fields: Partial<FoundRun> = {}): FoundRun {
  const run = `202611${String(day).padStart(2, '0')}T000000Z-00000a`;
  const record = { ...exampleRecord, run };
  return { run, directory: `/runs/${run}`, record, state: 'finished', log: null, otherFiles: [], ...fields };
}

function plan(limits: Partial<PruneLimits>, runs: readonly FoundRun[], facts: Partial<PruneFacts> = {}) {
  const now = new Date('2026-11-20T00:00:00Z');
  const { steps } = planPrune(
    { olderThanSeconds: undefined, keep: undefined, ...limits },
    { runs, now, withRejects: new Set(), ledgerHolds: new Map(), ...facts },
  );
  return steps.map(
    ({ action, subject, why }) => `${action} ${subject.slice(6, 8)}${why === undefined ? '' : `: ${why}`}`,
  );
}

const DAY = 86_400;

describe('which runs are removed', () => {
  const runs = [runOf(19), runOf(10), runOf(1)];

  it('those that are as old as was said, to the second', () => {
    expect(plan({ olderThanSeconds: 10 * DAY }, runs)).toEqual(['delete 10', 'delete 01']);
    expect(plan({ olderThanSeconds: 10 * DAY + 1 }, runs)).toEqual(['delete 01']);
  });

  it('all but the newest, however many there are', () => {
    expect(plan({ keep: 2 }, runs)).toEqual(['delete 01']);
    expect(plan({ keep: 3 }, runs)).toEqual([]);
    expect(plan({ keep: 0 }, runs)).toHaveLength(3);
  });

  it('only what is both old and not among the newest', () => {
    expect(plan({ keep: 1, olderThanSeconds: 15 * DAY }, runs)).toEqual(['delete 01']);
  });
});

describe('what stays, and why', () => {
  it.each<[string, Partial<FoundRun>]>([
    ['it is still running', { state: 'running' }],
    ['its record cannot be read, so it may still be running', { state: 'unknown', record: null }],
    ['started on here, and it may still be running there', { state: 'unknown' }],
    ['its directory holds customers.csv.rejects.csv', { otherFiles: ['customers.csv.rejects.csv'] }],
  ])('%s', (why, fields) => {
    expect(plan({ keep: 0 }, [runOf(1, fields)])).toEqual([`keep 01: ${why}`]);
  });

  it('a run with open rejects, and one that a ledger refers to', () => {
    const runs = [runOf(2), runOf(1)];
    const facts = {
      withRejects: new Set([runs[0]!.run]),
      ledgerHolds: new Map([[runs[1]!.run, 'the ledger']]),
    };
    expect(plan({ keep: 0 }, runs, facts)).toEqual([
      'keep 02: it has an open rejects file',
      'keep 01: the ledger',
    ]);
  });

  it('but not what was killed or has failed', () => {
    expect(plan({ keep: 0 }, [runOf(2, { state: 'killed' }), runOf(1, { state: 'failed' })])).toEqual([
      'delete 02',
      'delete 01',
    ]);
  });
});
