import type { IngestRun } from '../ingest-run.ts';
import type { KnownFile } from '../load/register-files.ts';
import type { FileReport } from './ingest-report.ts';

/** What the ledger says of a file at the end of a run. */
export async function describeFile(
  { ledger }: Pick<IngestRun, 'ledger'>,
  { input, file: { fileId }, result }: KnownFile,
  { overBudget, rejectsFile }: { readonly overBudget: boolean; readonly rejectsFile: string | null },
): Promise<FileReport> {
  return {
    fileKey: input.file.fileKey,
    path: input.file.path,
    result: overBudget ? (input.spec.into === undefined ? 'over_budget' : 'stopped') : result,
    bytes: input.file.bytes,
    ...(await ledger.totals(fileId)),
    rules: await ledger.rules(fileId),
    rejectsFile,
  };
}
