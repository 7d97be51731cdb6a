import type { IngestRun } from '../ingest-run.ts';
import type { KnownFile } from '../load/register-files.ts';
import { type FileReport, splitRejected } from './ingest-report.ts';

/** What the ledger says of a file at the end of a run. */
export async function describeFile(
  { ledger }: Pick<IngestRun, 'ledger'>,
  { input, file: { fileId }, result }: KnownFile,
  {
    overBudget,
    waitsFor,
    rejectsFile,
  }: {
    readonly overBudget: boolean;
    readonly waitsFor: readonly string[];
    readonly rejectsFile: string | null;
  },
): Promise<FileReport> {
  const totals = await ledger.totals(fileId);
  const rules = await ledger.rules(fileId);
  return {
    fileKey: input.file.fileKey,
    path: input.file.path,
    result: overBudget
      ? input.spec.into === undefined
        ? 'over_budget'
        : 'stopped'
      : waitsFor.length > 0
        ? 'not_judged'
        : result,
    waitsFor,
    bytes: input.file.bytes,
    ...totals,
    ...splitRejected(totals.rejected, rules),
    rules,
    rejectsFile,
  };
}
