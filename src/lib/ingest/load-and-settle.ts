import { describeExcess, type Excess, overspent, type RejectBudget } from '../core/reject-budget.ts';
import { AetherError } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import { formatCount } from '../core/units.ts';
import type { Context } from '../infra/context.ts';
import { quoteQualified } from '../infra/mariadb/identifiers.ts';
import { addRejects, NO_REJECTS } from './rejects/file-budgets.ts';
import type { IngestWork, KnownFile } from './ingest-work.ts';
import { requireUnchanged } from './input/require-unchanged.ts';
import { deferIndexes, rebuildIndexes } from './load/deferred-indexes.ts';
import type { FileTotals } from './load/file-sums.ts';
import { loadMissingChunks, type LoadTools } from './load/load-missing-chunks.ts';
import type { RefusedRow } from './load/load-rows.ts';
import { openRecordLocator } from './load/locate-records.ts';
import type { Boundary } from './records/record-view.ts';
import { countStaged } from './stage/count-staged.ts';
import { takeOutDuplicates } from './stage/discard-duplicates.ts';
import { unstageFile } from './stage/prepare-stage.ts';
import type { StageTable } from './stage/stage-table.ts';
import type { OpenRecords } from './transform/steps-session.ts';

export interface OneFile {
  readonly item: KnownFile;
  readonly stages: ReadonlyMap<string, StageTable>;
  readonly openRecords: OpenRecords;
}

/**
 * Loads one file; false where it has more rejects than allowed. Then nothing of it stays staged; what went straight
 * into a table stays there, and the ledger knows it, so that a run with a larger budget goes on behind it.
 */
export async function loadAndSettle(
  context: Context,
  tools: LoadTools,
  work: IngestWork,
  one: OneFile,
): Promise<boolean> {
  const { input } = one.item;
  const table = input.spec.into;
  if (table === undefined) return loadThenSettle(context, tools, work, one);
  const place = { connection: tools.connection, databases: work.databases, table };
  await deferIndexes(place, context.runId, input.file.bytes);
  const within = await loadThenSettle(context, tools, work, one).catch(async (thrown: unknown) => {
    // Whoever reads the table waits for its indexes now too. What cannot be built now, the next run into the table builds.
    await finishIndexes(context, tools, work, table).catch(() => {
      const message = `${table}: its indexes may not be there yet; the same command builds them`;
      context.emit({ type: 'note', level: 'warn', message });
    });
    throw thrown;
  });
  await finishIndexes(context, tools, work, table);
  return within;
}

async function loadThenSettle(
  context: Context,
  tools: LoadTools,
  work: IngestWork,
  one: OneFile,
): Promise<boolean> {
  const { input, file } = one.item;
  const step = `load-${input.file.path}`;
  const budget = budgetOf(work, one);
  let excess: Excess | undefined;
  await runStep(context, { id: step, title: `load ${input.file.name}` }, async () => {
    const totals = await loadMissingChunks(context, tools, {
      step,
      input,
      file,
      plainBytes: one.item.plainBytes,
      budget,
      load: fileLoad(context, work, one),
    });
    await requireUnchanged(input.file);
    excess = await settleFile(tools, work, { ...one, budget }, totals);
    const { accepted, rejected } = await tools.ledger.totals(file.fileId);
    if (excess === undefined)
      return { detail: `${formatCount(accepted)} accepted, ${formatCount(rejected)} rejected` };
    const ending =
      input.spec.into === undefined ? 'nothing loaded' : `stopped behind ${formatCount(accepted)} loaded`;
    return { outcome: 'failed', detail: `${describeExcess(excess)}: ${ending}` };
  });
  return excess === undefined;
}

/** Builds the indexes that a load into the table has put off, in this run or in one that died. */
export async function finishIndexes(
  context: Context,
  { connection }: LoadTools,
  { databases }: IngestWork,
  table: string,
): Promise<void> {
  await runStep(context, { id: `indexes-${table}`, title: `indexes of ${table}` }, async () => {
    const built = await rebuildIndexes({ connection, databases, table });
    return built === 0 ? { outcome: 'unchanged' } : { detail: `${built} built` };
  });
}

function fileLoad(context: Context, { databases }: IngestWork, { item, stages }: OneFile) {
  const { input, file } = item;
  const stage = stages.get(input.file.fileKey);
  return {
    fileId: file.fileId,
    runId: context.runId,
    meta: databases.meta,
    target: {
      table: stage?.name ?? quoteQualified(databases.data, input.spec.into ?? ''),
      columns: input.columns.map(({ spec }) => spec.name),
      staged: stage !== undefined,
    },
    locate: async (refused: readonly RefusedRow[], from: Boundary) => {
      await using records = openRecordLocator(input, context.signal, from);
      return await records.find(
        new Map(
          refused.map(({ recordNumber, rule, reason }) => [recordNumber, [{ rule, column: null, reason }]]),
        ),
      );
    },
  };
}

function budgetOf({ budgets }: IngestWork, { item }: OneFile): RejectBudget {
  const budget = budgets.get(item.input.file.fileKey);
  if (budget === undefined) throw new Error(`no budget for file "${item.input.file.fileKey}"`);
  return budget;
}

/** Applies the duplicate policy, weighs the rejects against the budget, and writes the file's state. */
async function settleFile(
  { connection, ledger }: LoadTools,
  { databases }: IngestWork,
  { item, stages, openRecords, budget }: OneFile & { readonly budget: RejectBudget },
  loaded: FileTotals,
): Promise<Excess | undefined> {
  const { fileId } = item.file;
  const { spec } = item.input;
  const stage = stages.get(item.input.file.fileKey);
  const found = addRejects(NO_REJECTS, { ...loaded, rules: await ledger.rules(fileId) });
  if (stage !== undefined && overspent(budget, found) === undefined) {
    await takeOutDuplicates(connection, { meta: databases.meta, stage, fileId, spec, openRecords });
  }
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
  await unstageFile(connection, stage.name, { meta: databases.meta, fileId });
  if (excess === undefined) throw stageChanged(item.input.file.name);
  return excess;
}

function stageChanged(name: string): AetherError {
  return new AetherError('STAGE_CHANGED', `${name}: its records are not all staged any more`, {
    hint: 'type the command again: the file is loaded anew',
  });
}
