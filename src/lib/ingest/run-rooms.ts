import { resolve } from 'node:path';
import type { Context } from '../infra/context.ts';
import { describeFile } from './report/describe-file.ts';
import type { IngestWork, KnownFile } from './ingest-work.ts';
import type { LoadTools } from './load/load-missing-chunks.ts';
import { finishIndexes, loadAndSettle } from './load-and-settle.ts';
import type { FileOutcome, IngestOutcome } from './report/outcome.ts';
import { recordsByFile } from './load/open-records.ts';
import { registerFiles } from './load/register-files.ts';
import { markReplayed } from './rejects/mark-replayed.ts';
import { findEarlierInput } from './load/find-earlier-input.ts';
import { overBudgetFiles, transformFiles } from './transform/transform-files.ts';
import { clearStage, prepareStage } from './stage/prepare-stage.ts';
import { type StageTable, stageTable } from './stage/stage-table.ts';

/** Loads the files that are new by content, runs the steps over them, and says what became of each. */
export async function runRooms(
  context: Context,
  tools: LoadTools,
  work: IngestWork,
): Promise<Pick<IngestOutcome, 'files' | 'checks' | 'targets'>> {
  const stages = stagesOf(work);
  await prepareStages(context, tools, work, stages);
  const known = await registerFiles(context, tools, { work, stages });
  const inputs = new Map(known.map(({ file, input }) => [file.fileId, input]));
  const openRecords = recordsByFile(context, inputs, (fileId) =>
    findEarlierInput(context, tools.ledger, work, fileId),
  );
  const overBudget = new Set<number>();
  for (const item of known.filter(({ result }) => result !== 'unchanged')) {
    if (!(await loadAndSettle(context, tools, work, { item, stages, openRecords })))
      overBudget.add(item.file.fileId);
  }
  for (const { input } of known.filter(({ result }) => result === 'unchanged')) {
    if (input.spec.into !== undefined) await finishIndexes(context, tools, work, input.spec.into);
  }
  const steps = await transformFiles(context, tools, {
    source: work.source,
    databases: work.databases,
    stages,
    openRecords,
    budgets: work.budgets,
  });
  for (const fileId of overBudgetFiles(steps)) overBudget.add(fileId);
  // Only now: until the steps have run nobody knows which records they reject again or make wait.
  const unsettled = new Set([...overBudget, ...steps.checks.flatMap((check) => check.waitingFiles)]);
  if (work.isReplay) {
    const settled = known.filter(({ file }) => !unsettled.has(file.fileId));
    await markAllReplayed(context, tools, work, settled);
  }
  const files: FileOutcome[] = [];
  for (const item of known) {
    files.push(
      await describeFile(context, tools, work, { item, overBudget: overBudget.has(item.file.fileId) }),
    );
  }
  return { files, ...steps };
}

async function markAllReplayed(
  context: Context,
  { connection }: LoadTools,
  work: IngestWork,
  known: KnownFile[],
) {
  for (const { input, file } of known) {
    const { signal } = context;
    await markReplayed(connection, { meta: work.databases.meta, input, fileId: file.fileId, signal });
  }
}

/** The staging tables of a source, by file. */
export function stagesOf({
  source,
  databases,
}: Pick<IngestWork, 'source' | 'databases'>): Map<string, StageTable> {
  const staged = Object.entries(source.files).filter(([, spec]) => spec.into === undefined);
  return new Map(staged.map(([key, spec]) => [key, stageTable(databases.stage, source, key, spec)]));
}

async function prepareStages(
  context: Pick<Context, 'emit' | 'cwd'>,
  { connection, ledger }: LoadTools,
  { source, inputs }: IngestWork,
  stages: Map<string, StageTable>,
) {
  const given = new Set(inputs.map(({ file }) => resolve(context.cwd, file.path)));
  for (const [fileKey, stage] of stages) {
    const forgotten = await prepareStage(connection, ledger, stage, { source: source.source, fileKey });
    for (const { fileName } of forgotten.filter((file) => !given.has(file.fileName))) {
      const message = `${fileName}: was staged with other columns than the source has now; name it again to load it`;
      context.emit({ type: 'note', level: 'warn', message });
    }
    const staged = await ledger.staged(source.source, fileKey);
    await clearStage(
      connection,
      stage,
      staged.map(({ fileId }) => fileId),
    );
  }
}
