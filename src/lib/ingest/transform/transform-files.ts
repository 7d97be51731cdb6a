import { basename } from 'node:path';
import type { Databases } from '../../infra/config/databases.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { KnownFile } from '../load/register-files.ts';
import type { Source } from '../source/source-schema.ts';
import { refreshStatistics } from '../stage/refresh-statistics.ts';
import type { StageTable } from '../stage/stage-table.ts';
import { type DeliveredFile, type HeldFiles, holdFiles } from './hold-files.ts';
import { missingFiles } from './missing-files.ts';
import { forgetNotes } from './reject-failed.ts';
import { runSteps, type StepsResult } from './run-steps.ts';
import { createStepFiles } from './step-files.ts';

export interface TransformResult extends StepsResult {
  readonly held: HeldFiles;
}

/**
 * Runs the steps over every staged file that they have not worked through, of this run and of earlier ones, and
 * settles the files: transformed, or waiting where a record waits for another file, or all of it does because a file
 * that its steps read rows of is not loaded.
 */
export async function transformFiles(run: IngestRun, known: readonly KnownFile[]): Promise<TransformResult> {
  const { connection, databases, source, stages, ledger, lease } = run;
  const { runId } = run.context;
  const files = await unfinishedFiles(run, known);
  if (files.length === 0) return { checks: [], targets: [], held: new Map() };
  const runIds = [...new Set([runId, ...files.map((file) => file.runId)])];
  const missing = [
    ...(await missingFiles(connection, databases.meta, { source: source.source, runIds })),
    ...withoutRows(run, known),
  ];
  const tables = new Map(Array.from(stages, ([fileKey, { name }]) => [fileKey, name]));
  const stepFiles = createStepFiles({ source, runId, tables, files, missing });
  const ofThisRun = missing.filter((file) => file.runId === runId);
  const heldByThisRun = holdFiles(source, files, { missing: ofThisRun, runId });
  // What waits for a file of an earlier run stays with that run, so that it goes on to wait for it.
  const own = files
    .map(({ fileId }) => fileId)
    .filter((fileId) => !stepFiles.held.has(fileId) || heldByThisRun.has(fileId));
  await lease.fence();
  await ledger.claimAll(own);
  await forgetNotes(run);
  await refreshStatistics(connection, tablesOf(source, databases, stages));
  const result = await runSteps(run, stepFiles);
  const waiting = new Set([
    ...result.checks.flatMap((check) => check.waitingFiles),
    ...stepFiles.held.keys(),
  ]);
  const over = new Set(overBudgetFiles(result));
  const ids = own.filter((id) => !over.has(id));
  // Together: what one run has worked through is done at one moment, for whoever looks at the ledger.
  await lease.guard(connection, async () => {
    for (const id of ids) await ledger.sumUp(id);
    await ledger.setState(
      ids.filter((id) => waiting.has(id)),
      'waiting',
    );
    await ledger.setState(
      ids.filter((id) => !waiting.has(id)),
      'transformed',
    );
  });
  return { ...result, held: stepFiles.held };
}

/** Files of this run that the ledger holds for loaded, and whose rows are in no table any more. */
function withoutRows({ context }: Pick<IngestRun, 'context'>, known: readonly KnownFile[]): DeliveredFile[] {
  return known
    .filter(({ result }) => result === 'missing')
    .map(({ file: { fileId, fileKey, fileName } }) => ({
      fileId,
      fileKey,
      name: basename(fileName),
      runId: context.runId,
    }));
}

/** What the steps have still to work through. A file that is given again counts as one of this run. */
async function unfinishedFiles(
  { ledger, source, context }: Pick<IngestRun, 'ledger' | 'source' | 'context'>,
  known: readonly KnownFile[],
): Promise<DeliveredFile[]> {
  const given = new Set(known.map(({ file }) => file.fileId));
  const unfinished = await ledger.unfinished(source.source);
  return unfinished.map(({ fileId, fileKey, fileName, runId }) => ({
    fileId,
    fileKey,
    name: basename(fileName),
    runId: given.has(fileId) ? context.runId : runId,
  }));
}

/** Every table that the steps fill or read record by record, quoted and qualified. */
function tablesOf(
  { steps }: Source,
  { data }: Databases,
  stages: ReadonlyMap<string, StageTable>,
): readonly string[] {
  const targets = steps.flatMap((step) => ('upsert' in step ? [quoteQualified(data, step.upsert)] : []));
  return [...new Set([...Array.from(stages.values(), ({ name }) => name), ...targets])];
}

/** The files that steps have put over their budgets. */
export function overBudgetFiles({ checks, targets }: StepsResult): number[] {
  return [...checks, ...targets].flatMap(({ overBudget }) => overBudget.map(({ fileId }) => fileId));
}
