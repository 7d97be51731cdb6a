import { expect, it } from 'vitest';
import { createTextView } from '../../infra/output/text-view.ts';
import type { FileReport, IngestReport } from './ingest-report.ts';
import { renderReport } from './render-report.ts';

function reportOf(rules: number): IngestReport {
  const file: FileReport = {
    fileKey: 'orders',
    path: 'data/orders.csv',
    result: 'loaded',
    bytes: 10,
    parsed: 100,
    accepted: 100 - rules,
    rejected: rules,
    discarded: 0,
    rules: Array.from({ length: rules }, (_, index) => ({
      rule: `rule_${index + 1}`,
      column: null,
      action: 'reject' as const,
      count: 1,
      firstRecord: index + 1,
      firstLine: index + 2,
    })),
    waitsFor: [],
    rejectsFile: null,
  };
  return { source: 'shop', files: [file], checks: [], targets: [], preview: null, elapsedSeconds: 1 };
}

const rulesIn = (text: string) => text.match(/rule_\d+/g)?.length;

it('shows 20 rules at most, so that the files and the verdict stay on the screen', () => {
  const view = createTextView(0, 100);
  const all = renderReport(reportOf(20), view, { sql: false });
  expect(rulesIn(all)).toBe(20);
  expect(all).not.toContain('more');
  const cut = renderReport(reportOf(23), view, { sql: false });
  expect(rulesIn(cut)).toBe(20);
  expect(cut).toContain('and 3 more; --json has them all');
  expect(cut).toContain('1 of 1 file loaded, 23 records rejected');
});
