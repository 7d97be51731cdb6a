import { join } from 'node:path';
import type { Context } from '../../infra/context.ts';
import type { IngestWork, KnownFile } from '../ingest-work.ts';
import type { LoadTools } from '../load/load-missing-chunks.ts';
import { REJECTS_SUFFIX, writeRejectsFile } from '../rejects/write-rejects-file.ts';
import type { FileOutcome } from './outcome.ts';
import { annotationsOf } from '../rejects/annotations.ts';
import { DUPLICATE_RULE } from '../stage/discard-duplicates.ts';

/** What the ledger says of a file at the end of a run; its rejects are written out for correction. */
export async function describeFile(
  context: Context,
  { connection, ledger }: LoadTools,
  { databases, isReplay }: IngestWork,
  { item, overBudget }: { item: KnownFile; overBudget: boolean },
): Promise<FileOutcome> {
  const { input, file, result } = item;
  const { fileId } = file;
  // The rejects of rejects are those of the same file: one name, and one set of annotations.
  const name = isReplay ? input.file.name : `${input.file.name}${REJECTS_SUFFIX}`;
  const path = join(context.stateDir, 'runs', context.runId, name);
  // Also of a file that was loaded before: the run that rejected them may have died before it wrote them out.
  const written = await writeRejectsFile(connection, {
    meta: databases.meta,
    fileId,
    path,
    dialect: input.spec.dialect,
    encoding: input.encoding.name,
    header: input.header,
    toOriginal: isReplay ? annotationsOf(input).cut : (bytes) => bytes,
    discardRule: input.spec.duplicates.startsWith('keep') ? DUPLICATE_RULE : '',
  });
  return {
    fileKey: input.file.fileKey,
    path: input.file.path,
    result: overBudget ? (input.spec.into === undefined ? 'over_budget' : 'stopped') : result,
    bytes: input.file.bytes,
    ...(await ledger.totals(fileId)),
    rules: await ledger.rules(fileId),
    rejectsFile: written === 0 ? null : path,
  };
}
