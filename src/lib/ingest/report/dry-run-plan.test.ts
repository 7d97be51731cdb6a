import { describe, expect, it } from 'vitest';
import { planDocument } from '../../core/plan-document.ts';
import { planSchema } from '../../core/plan-schema.ts';
import { dryRunPlan } from './dry-run-plan.ts';
import type { FileReport, IngestReport } from './ingest-report.ts';

const FILE: FileReport = {
  fileKey: 'orders',
  path: 'data/orders.csv',
  result: 'checked',
  bytes: 2048,
  parsed: 1200,
  accepted: 1198,
  rejected: 2,
  discarded: 0,
  rules: [{ rule: 'range', column: 'count', action: 'reject', count: 2, firstRecord: 7, firstLine: 8 }],
  waitsFor: [],
  rejectsFile: null,
};

const OUTCOME: IngestReport = {
  source: 'shop',
  files: [FILE],
  checks: [],
  targets: [],
  preview: [{ step: 'upsert orders', statements: ['SELECT 1'], stagedRecords: 1198, rowsNow: 1000 }],
  elapsedSeconds: 1,
};

describe('the plan of a dry run', () => {
  it('has the files, then the steps, with what was found in their facts', () => {
    const document = planSchema.parse(planDocument(dryRunPlan(OUTCOME)));
    expect(document.plan.steps).toMatchObject([
      { action: 'load', subject: 'data/orders.csv', summary: '1,198 valid, 2 rejected', why: null },
      { action: 'run', subject: 'upsert orders', summary: '1,198 staged records, 1,000 matching rows' },
    ]);
    expect(document.plan.steps.map(({ facts }) => facts)).toMatchObject([
      { file: 'orders', parsed: 1200, rules: [{ rule: 'range', first_line: 8 }] },
      { statements: ['SELECT 1'], staged_records: 1198, rows_now: 1000 },
    ]);
  });

  it('says which files are over their budget', () => {
    const { steps } = dryRunPlan({ ...OUTCOME, files: [{ ...FILE, result: 'over_budget' }] });
    expect(steps[0]?.why).toMatch(/more rejects than allowed/);
  });

  it('keeps a file that is loaded already', () => {
    const { steps } = dryRunPlan({ ...OUTCOME, files: [{ ...FILE, result: 'unchanged' }] });
    expect(steps[0]).toMatchObject({ action: 'keep', summary: 'already loaded' });
  });

  it('has the files alone if no server answers, and says so', () => {
    const { title, steps } = dryRunPlan({ ...OUTCOME, preview: null });
    expect(title).toBe('Ingest shop: only the files were checked');
    expect(steps).toHaveLength(1);
  });
});
