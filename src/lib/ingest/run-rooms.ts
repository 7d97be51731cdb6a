import type { IngestRun } from './ingest-run.ts';
import { finishIndexes, loadAndSettle } from './load-and-settle.ts';
import { registerFiles } from './load/register-files.ts';
import { markLoadedReplays } from './load/replay/mark-replayed.ts';
import { writeRejectsFile } from './rejects/write-rejects-file.ts';
import { describeFile } from './report/describe-file.ts';
import type { FileReport, IngestReport } from './report/ingest-report.ts';
import { prepareStages } from './stage/prepare-stages.ts';
import { overBudgetFiles, transformFiles } from './transform/transform-files.ts';

/** Loads the files that are new by content, runs the steps over them, and says what became of each. */
export async function runRooms(run: IngestRun): Promise<Pick<IngestReport, 'files' | 'checks' | 'targets'>> {
  await prepareStages(run);
  const known = await registerFiles(run);
  const overBudget = new Set<number>();
  for (const item of known.filter(({ result }) => result !== 'unchanged' && result !== 'missing')) {
    if (!(await loadAndSettle(run, item))) overBudget.add(item.file.fileId);
  }
  for (const { input } of known.filter(({ result }) => result === 'unchanged')) {
    if (input.spec.into !== undefined) await finishIndexes(run, input.spec.into);
  }
  const { held, ...steps } = await transformFiles(run, known);
  for (const fileId of overBudgetFiles(steps)) overBudget.add(fileId);
  // Only now: until the steps have run nobody knows which records they reject again or make wait.
  await markLoadedReplays(run.connection, { meta: run.databases.meta, source: run.source });
  const files: FileReport[] = [];
  for (const item of known) {
    const rejectsFile = await writeRejectsFile(run, item);
    const { fileId } = item.file;
    const waitsFor = held.get(fileId) ?? [];
    files.push(await describeFile(run, item, { overBudget: overBudget.has(fileId), waitsFor, rejectsFile }));
  }
  return { files, ...steps };
}
