import { describe, expect, it } from 'vitest';
import type { FileReport, IngestReport } from './ingest-report.ts';
import { splitRejected } from './ingest-report.ts';
import { nextCommands, verdict } from './verdict.ts';

const FILE: FileReport = {
  fileKey: 'orders',
  path: 'data/orders.csv',
  result: 'loaded',
  bytes: 10,
  parsed: 5,
  accepted: 5,
  rejected: 0,
  discarded: 0,
  rules: [],
  waitsFor: [],
  rejectsFile: null,
};
const report = (...files: Partial<FileReport>[]): IngestReport => ({
  source: 'shop',
  files: files.map((file) => ({ ...FILE, ...file })),
  checks: [],
  targets: [],
  preview: null,
  elapsedSeconds: 1,
});

describe('the verdict of a run', () => {
  it.each([
    [report({}), '1 of 1 file loaded'],
    [report({}, { result: 'resumed' }), '2 of 2 files loaded'],
    [report({ result: 'unchanged' }, {}), '1 of 2 files loaded, 1 already loaded'],
    [
      report({}, { result: 'over_budget', rejected: 7 }, { result: 'stopped', rejected: 1 }),
      '1 of 3 files loaded, 2 over budget, 8 records rejected',
    ],
    [report({ rejected: 1 }), '1 of 1 file loaded, 1 record rejected'],
    [report({ result: 'checked' }, { result: 'checked' }), '2 of 2 files checked'],
    [{ ...report({ result: 'unchanged' }), preview: [] }, '0 of 1 file checked, 1 already loaded'],
  ])('%#', (given, words) => {
    expect(verdict(given)).toBe(words);
  });
});

describe('what to type next', () => {
  const rejectsFile = '.aether/rejects/RUN/orders.csv.rejects.csv';

  it('is nothing after a run without rejects', () => {
    expect(nextCommands('shop', report({}), false)).toEqual([]);
  });

  it('is the replay of each file with rejects, with its path', () => {
    expect(nextCommands('./shop.yaml', report({ rejected: 1, rejectsFile }), false)).toEqual([
      `correct ${rejectsFile}, then: aether ingest ./shop.yaml --replay ${rejectsFile}`,
    ]);
  });

  it('is another try of a file over its budget, whose rejects are no correction of anything loaded', () => {
    expect(nextCommands('shop', report({ result: 'over_budget', rejectsFile }), true)).toEqual([
      'correct the records where they are in the files and run the same command again, or raise --max-rejects',
    ]);
  });
});

describe('what was not accepted', () => {
  it('is rejected, or discarded as the source declares', () => {
    const rule = { rule: 'x', column: null, firstRecord: 1, firstLine: 2 };
    const rules = [
      { ...rule, action: 'discard', count: 3 },
      { ...rule, action: 'reject', count: 2 },
      { ...rule, action: 'warn', count: 9 },
    ] as const;
    expect(splitRejected(5, rules)).toEqual({ rejected: 2, discarded: 3 });
    expect(splitRejected(0, [])).toEqual({ rejected: 0, discarded: 0 });
  });
});
