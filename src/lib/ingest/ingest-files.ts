import { join } from 'node:path';
import { runStep } from '../core/run-step.ts';
import { formatCount } from '../core/units.ts';
import type { Databases } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import { quoteQualified } from '../infra/mariadb/identifiers.ts';
import { contentHash } from './input/content-hash.ts';
import type { OpenedInput } from './input/opened-input.ts';
import type { FileTotals, LedgerFile } from './load/file-ledger.ts';
import { loadFile, type LoadTools } from './load/load-file.ts';
import { locateRecords } from './load/locate-records.ts';
import { writeRejectsFile } from './load/rejects-file.ts';
import type { FileOutcome, FileResult, IngestOutcome } from './outcome.ts';
import { createRecordFinder } from './record-finder.ts';
import { describeBudget, isOverBudget, type RejectBudget } from './reject-budget.ts';
import { runSourceSteps } from './run-source-steps.ts';
import type { Source } from './source/source-schema.ts';
import { DUPLICATE_RULE, takeOutDuplicates } from './stage/discard-duplicates.ts';
import { clearStage, prepareStage, unstageFile } from './stage/prepare-stage.ts';
import { type StageTable, stageTable } from './stage/stage-table.ts';
import type { LocateRecords } from './transform/steps-session.ts';

export interface IngestWork {
  readonly source: Source;
  readonly inputs: readonly OpenedInput[];
  readonly budget: RejectBudget;
  readonly databases: Databases;
  readonly chunkBytes: number;
}

/** A file of this run with its row in the ledger. */
interface KnownFile {
  readonly input: OpenedInput;
  readonly file: LedgerFile;
  /** How its row was found: not at all, half loaded, or complete. */
  readonly result: Exclude<FileResult, 'over_budget' | 'checked'>;
}

/** Loads the files that are new by content, runs the steps over them, and says what became of each. */
export async function ingestFiles(
  context: Context,
  tools: LoadTools,
  work: IngestWork,
): Promise<Pick<IngestOutcome, 'files' | 'checks' | 'targets'>> {
  const stages = stagesOf(work);
  await prepareStages(tools, work, stages);
  const known = await registerFiles(context, tools, work);
  const locate = createRecordFinder(new Map(known.map(({ file, input }) => [file.fileId, input])), context.signal);
  const overBudget = new Set<number>();
  for (const item of known.filter(({ result }) => result !== 'unchanged')) {
    if (!(await loadOne(context, tools, work, { item, stages, locate }))) overBudget.add(item.file.fileId);
  }
  const steps = await runSourceSteps(context, tools, {
    source: work.source,
    databases: work.databases,
    stages,
    locate,
  });
  const files: FileOutcome[] = [];
  for (const item of known) {
    files.push(await describeFile(context, tools, work, { item, overBudget: overBudget.has(item.file.fileId) }));
  }
  return { files, ...steps };
}

function stagesOf({ source, databases }: IngestWork): Map<string, StageTable> {
  const staged = Object.entries(source.files).filter(([, spec]) => spec.into === undefined);
  return new Map(staged.map(([key, spec]) => [key, stageTable(databases.stage, source, key, spec)]));
}

async function prepareStages({ connection, ledger }: LoadTools, { source }: IngestWork, stages: Map<string, StageTable>) {
  for (const [fileKey, stage] of stages) {
    await prepareStage(connection, ledger, stage, { source: source.source, fileKey });
    await clearStage(connection, stage, await ledger.stagedFileIds(source.source, fileKey));
  }
}

/** Finds every file in the ledger by its content, or enters it. The same bytes twice in one run are one file. */
async function registerFiles(context: Context, { ledger }: LoadTools, work: IngestWork): Promise<KnownFile[]> {
  const known: KnownFile[] = [];
  for (const input of work.inputs) {
    const contentSha256 = await contentHash(input.file, context.signal);
    const identity = { source: work.source.source, fileKey: input.file.fileKey, contentSha256 };
    const found = await ledger.find(identity);
    if (found === undefined) {
      const file = await ledger.create({
        ...identity,
        fileName: input.file.path,
        target: input.spec.into ?? `${work.source.source}_${input.file.fileKey}`,
        byteSize: input.file.bytes,
        chunkBytes: work.chunkBytes,
        encoding: input.spec.encoding,
        dialect: input.spec.dialect,
        runId: context.runId,
      });
      known.push({ input, file, result: 'loaded' });
    } else if (found.state === 'failed') {
      await ledger.reset(found.fileId, context.runId, work.chunkBytes);
      known.push({ input, file: { ...found, chunkBytes: work.chunkBytes }, result: 'loaded' });
    } else {
      known.push({ input, file: found, result: found.state === 'loading' ? 'resumed' : 'unchanged' });
    }
  }
  return known;
}

interface OneFile {
  readonly item: KnownFile;
  readonly stages: ReadonlyMap<string, StageTable>;
  readonly locate: LocateRecords;
}

/** Loads one file; false where it has more rejects than allowed, and then nothing of it stays staged. */
async function loadOne(context: Context, tools: LoadTools, work: IngestWork, one: OneFile): Promise<boolean> {
  const { input, file } = one.item;
  const step = `load-${input.file.path}`;
  let within = true;
  await runStep(context, { id: step, title: `load ${input.file.name}` }, async () => {
    const totals = await loadFile(context, tools, {
      step,
      input,
      file,
      budget: work.budget,
      load: fileLoad(context, work, one),
    });
    within = await settleFile(tools, work, one, totals);
    const { accepted, rejected } = await tools.ledger.totals(file.fileId);
    return within
      ? { detail: `${formatCount(accepted)} accepted, ${formatCount(rejected)} rejected` }
      : {
          outcome: 'failed',
          detail: `${formatCount(rejected)} rejects, ${describeBudget(work.budget)} allowed: nothing loaded`,
        };
  });
  return within;
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
    locate: (refused: readonly { recordNumber: number; rule: string; reason: string }[]) =>
      locateRecords(
        input,
        new Map(refused.map(({ recordNumber, rule, reason }) => [recordNumber, [{ rule, column: null, reason }]])),
        context.signal,
      ),
  };
}

/** Applies the duplicate policy, weighs the rejects against the budget, and writes the file's state. */
async function settleFile(
  { connection, ledger }: LoadTools,
  { budget, databases }: IngestWork,
  { item, stages, locate }: OneFile,
  loaded: FileTotals,
): Promise<boolean> {
  const { fileId } = item.file;
  const { spec } = item.input;
  const stage = stages.get(item.input.file.fileKey);
  if (stage !== undefined && !isOverBudget(budget, loaded.rejected, loaded.parsed)) {
    await takeOutDuplicates(connection, { meta: databases.meta, stage, fileId, spec, locate });
  }
  const totals = await ledger.sumUp(fileId);
  const discards = (await ledger.rules(fileId)).filter((rule) => rule.action === 'discard');
  const discarded = discards.reduce((sum, rule) => sum + rule.count, 0);
  const within = !isOverBudget(budget, totals.rejected - discarded, totals.parsed);
  if (!within && stage !== undefined) await unstageFile(connection, stage, fileId);
  await ledger.setState([fileId], within ? (stage === undefined ? 'transformed' : 'loaded') : 'failed');
  return within;
}

async function describeFile(
  context: Context,
  { connection, ledger }: LoadTools,
  { databases }: IngestWork,
  { item, overBudget }: { item: KnownFile; overBudget: boolean },
): Promise<FileOutcome> {
  const { input, file, result } = item;
  const { fileId } = file;
  const path = join(context.stateDir, 'runs', context.runId, `${input.file.name}.rejects.csv`);
  const written =
    result === 'unchanged'
      ? 0
      : await writeRejectsFile(connection, {
          meta: databases.meta,
          fileId,
          path,
          dialect: input.spec.dialect,
          header: input.header,
          discardRule: input.spec.duplicates.startsWith('keep') ? DUPLICATE_RULE : '',
        });
  return {
    fileKey: input.file.fileKey,
    path: input.file.path,
    result: overBudget ? 'over_budget' : result,
    bytes: input.file.bytes,
    ...(await ledger.totals(fileId)),
    rules: await ledger.rules(fileId),
    rejectsFile: written === 0 ? null : path,
  };
}
