import { describeExcess, type Excess, overspent } from '../core/reject-budget.ts';
import { AetherError } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import { formatCount } from '../core/units.ts';
import type { IngestRun } from './ingest-run.ts';
import { requireUnchanged } from './input/require-unchanged.ts';
import { addRejects, budgetOf, NO_REJECTS } from './load/count-rejects.ts';
import { deferIndexes, rebuildIndexes } from './load/deferred-indexes.ts';
import type { FileTotals } from './load/file-sums.ts';
import { loadMissingChunks } from './load/load-missing-chunks.ts';
import type { KnownFile } from './load/register-files.ts';
import { unstageFile } from './load/unstage-file.ts';
import { countStaged } from './stage/count-staged.ts';
import { takeOutDuplicates } from './stage/discard-duplicates.ts';

/**
 * Loads one file; false where it has more rejects than allowed. Then nothing of it stays staged; what went straight
 * into a table stays there, and the ledger knows it, so that a run with a larger budget continues after it.
 */
export async function loadAndSettle(run: IngestRun, known: KnownFile): Promise<boolean> {
  const { input } = known;
  const table = input.spec.into;
  if (table === undefined) return loadWithinBudget(run, known);
  const { context, connection, databases } = run;
  await deferIndexes({ connection, databases, table }, context.runId, input.file.bytes);
  const within = await loadWithinBudget(run, known).catch(async (thrown: unknown) => {
    // Whoever reads the table waits for its indexes now too. What cannot be built now, the next run into the table builds.
    await finishIndexes(run, table).catch(() => {
      const message = `${table}: its indexes may not be there yet; the same command builds them`;
      context.emit({ type: 'note', level: 'warn', message });
    });
    throw thrown;
  });
  await finishIndexes(run, table);
  return within;
}

async function loadWithinBudget(run: IngestRun, known: KnownFile): Promise<boolean> {
  const { input, file } = known;
  const step = `load-${input.file.path}`;
  let excess: Excess | undefined;
  await runStep(run.context, { id: step, title: `load ${input.file.name}` }, async () => {
    const totals = await loadMissingChunks(run, known, step);
    await requireUnchanged(input.file);
    excess = await settleFile(run, known, totals);
    const { accepted, rejected } = await run.ledger.totals(file.fileId);
    if (excess === undefined)
      return { detail: `${formatCount(accepted)} accepted, ${formatCount(rejected)} rejected` };
    const ending =
      input.spec.into === undefined ? 'nothing loaded' : `stopped after ${formatCount(accepted)} loaded`;
    return { outcome: 'failed', detail: `${describeExcess(excess)}: ${ending}` };
  });
  return excess === undefined;
}

/** Builds the indexes that a load into the table has put off, in this run or in one that died. */
export async function finishIndexes(
  { context, connection, databases }: Pick<IngestRun, 'context' | 'connection' | 'databases'>,
  table: string,
): Promise<void> {
  await runStep(context, { id: `indexes-${table}`, title: `indexes of ${table}` }, async () => {
    const built = await rebuildIndexes({ connection, databases, table });
    return built === 0 ? { outcome: 'unchanged' } : { detail: `${built} built` };
  });
}

/** Applies the duplicate policy, weighs the rejects against the budget, and writes the file's state. */
async function settleFile(run: IngestRun, known: KnownFile, loaded: FileTotals): Promise<Excess | undefined> {
  const { connection, ledger, databases } = run;
  const { input, file } = known;
  const { fileId } = file;
  const budget = budgetOf(run.budgets, input.file.fileKey);
  const stage = run.stages.get(input.file.fileKey);
  const found = addRejects(NO_REJECTS, { ...loaded, rules: await ledger.rules(fileId) });
  if (stage !== undefined && overspent(budget, found) === undefined)
    await takeOutDuplicates(run, known, stage);
  const totals = await ledger.sumUp(fileId);
  const excess = overspent(budget, addRejects(NO_REJECTS, { ...totals, rules: await ledger.rules(fileId) }));
  if (stage === undefined) {
    if (excess === undefined) await ledger.conclude(fileId, 'transformed');
    return excess;
  }
  if (excess === undefined && (await countStaged(connection, stage, fileId)) === totals.accepted) {
    await ledger.conclude(fileId, 'loaded');
    return undefined;
  }
  // The state first: a file that counts as half loaded would be resumed without the rows that are removed here.
  await ledger.conclude(fileId, 'failed');
  await unstageFile(connection, stage, { meta: databases.meta, fileId });
  if (excess === undefined) throw stageChanged(input.file.name);
  return excess;
}

function stageChanged(name: string): AetherError {
  return new AetherError('STAGE_CHANGED', `${name}: its records are not all staged any more`, {
    hint: 'run the command again: the file is loaded again',
  });
}
