import { overspent } from '../../core/reject-budget.ts';
import { runStep } from '../../core/run-step.ts';
import { formatCount } from '../../core/units.ts';
import type { Context } from '../../infra/context.ts';
import { addRejects, budgetOf, type FileBudgets, NO_REJECTS } from '../load/count-rejects.ts';
import type { Input } from '../input/input.ts';
import type { Chunk, RuleCount } from '../load/chunk.ts';
import { createBlockPool } from '../load/block-pool.ts';
import type { KnownRecords } from '../load/replay/known-records.ts';
import { ROW_BLOCK_BYTES, scanChunks } from '../load/scan-chunks.ts';
import { type FileReport, splitRejected } from '../report/ingest-report.ts';

/** Only for the progress: nothing is loaded, so any size would do. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** Called with every chunk of valid records; its blocks are used again afterwards. */
export type OnChunk = (input: Input, chunk: Chunk) => Promise<void>;

interface Checking {
  readonly budgets: FileBudgets;
  readonly onChunk: OnChunk;
  readonly replayed: (input: Input) => Promise<KnownRecords>;
}

/** Checks every record of every file and loads none. What only a server can tell stays unknown. */
export async function checkFiles(
  context: Pick<Context, 'clock' | 'emit' | 'signal'>,
  inputs: readonly Input[],
  checking: Checking,
): Promise<FileReport[]> {
  const files: FileReport[] = [];
  for (const input of inputs) {
    const id = `check-${input.file.path}`;
    await runStep(context, { id, title: `check ${input.file.name}` }, async () => {
      const outcome = await checkFile(context, input, { ...checking, step: id });
      files.push(outcome);
      return { detail: `${formatCount(outcome.accepted)} valid, ${formatCount(outcome.rejected)} rejected` };
    });
  }
  return files;
}

async function checkFile(
  context: Pick<Context, 'emit' | 'signal'>,
  input: Input,
  { step, budgets, onChunk, replayed }: Checking & { readonly step: string },
): Promise<FileReport> {
  const rules = new Map<string, RuleCount>();
  let parsed = 0;
  let accepted = 0;
  const blocks = createBlockPool(ROW_BLOCK_BYTES);
  const options = {
    chunkBytes: CHUNK_BYTES,
    committed: [],
    replayed: await replayed(input),
    blocks,
    signal: context.signal,
  };
  for await (const chunk of scanChunks(input, options)) {
    await onChunk(input, chunk);
    blocks.release(chunk.blocks);
    parsed += chunk.parsed;
    accepted += chunk.accepted;
    for (const count of chunk.rules) addCount(rules, count);
    const total = input.file.compression === 'none' ? input.file.bytes : null;
    context.emit({
      type: 'step_progress',
      step,
      done: chunk.end.byteOffset,
      total,
      unit: 'bytes',
      counters: { rows: parsed },
    });
  }
  const rejected = parsed - accepted;
  const budget = budgetOf(budgets, input.file.fileKey);
  const rejects = addRejects(NO_REJECTS, { parsed, rejected, rules: [...rules.values()] });
  const isOver = overspent(budget, rejects) !== undefined;
  return {
    fileKey: input.file.fileKey,
    path: input.file.path,
    result: isOver ? 'over_budget' : 'checked',
    bytes: input.file.bytes,
    parsed,
    accepted,
    ...splitRejected(rejected, [...rules.values()]),
    rules: [...rules.values()],
    waitsFor: [],
    rejectsFile: null,
  };
}

function addCount(rules: Map<string, RuleCount>, count: RuleCount): void {
  const key = `${count.rule}\t${count.column ?? ''}\t${count.action}`;
  const known = rules.get(key);
  if (known === undefined) rules.set(key, { ...count });
  else known.count += count.count;
}
