import { availableParallelism } from 'node:os';
import { throwIfAborted } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import { formatBytes, formatNumberOf } from '../core/units.ts';
import type { Context } from '../infra/context.ts';
import { type ChunkPool, createChunkPool } from './chunks/chunk-pool.ts';
import { UNITS_PER_CHUNK } from './chunks/make-chunk.ts';
import type { GenerateRequest } from './generate-request.ts';
import { createHashedFile, type HashedFile } from './output/hashed-file.ts';
import { openOutputDirectory, type OutputDirectory, TRUTH_FILE } from './output/output-directory.ts';
import { truthOfFile } from './output/truth-file.ts';
import { writeTable } from './output/write-table.ts';
import type { FileStep, GenerationPlan } from './plan-generation.ts';

/** A file that was written. */
export interface GeneratedFile {
  readonly name: string;
  readonly rows: number;
  /** Of these, defective on purpose. */
  readonly defects: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Generated {
  readonly directory: string;
  readonly files: readonly GeneratedFile[];
  /** Lists the defects; undefined where none were asked for. */
  readonly truth: GeneratedFile | undefined;
  readonly elapsedSeconds: number;
}

type GenerateContext = Pick<Context, 'clock' | 'emit' | 'signal'>;

/** Writes the files of a plan: all of them, or, where it fails or is interrupted, none. */
export async function generate(
  context: GenerateContext,
  plan: GenerationPlan,
  request: Pick<GenerateRequest, 'out' | 'force' | 'parallel'>,
): Promise<Generated> {
  const startedAt = context.clock.seconds();
  const directory = await openOutputDirectory(request.out, request.force);
  const isDirty = plan.settings.dirty > 0;
  const names = [...plan.steps.map((step) => step.fileName), ...(isDirty ? [TRUTH_FILE] : [])];
  try {
    await using pool = createChunkPool(plan.settings, request.parallel ?? threadsFor(plan));
    const written = isDirty
      ? await writeWithTruth(context, plan, { pool, directory })
      : { files: await writeAll(context, plan, { pool, directory }), truth: undefined };
    await directory.complete(names);
    return { directory: request.out, ...written, elapsedSeconds: context.clock.seconds() - startedAt };
  } catch (thrown) {
    await directory.abandon(names);
    throw thrown;
  }
}

/** A thread must have some chunks to make before it is worth its start, which takes as long as about ten of them. */
const CHUNKS_PER_THREAD = 10;

function threadsFor({ steps }: GenerationPlan): number {
  const chunks = steps.reduce(
    (sum, { table, units }) => sum + Math.ceil(units / UNITS_PER_CHUNK[table.unit]),
    0,
  );
  return Math.max(1, Math.min(availableParallelism(), Math.floor(chunks / CHUNKS_PER_THREAD)));
}

interface Tools {
  readonly pool: ChunkPool;
  readonly directory: OutputDirectory;
  readonly truth?: HashedFile;
}

async function writeWithTruth(context: GenerateContext, plan: GenerationPlan, tools: Tools) {
  await using truth = await createHashedFile(tools.directory.partialPath(TRUTH_FILE));
  const files = await writeAll(context, plan, { ...tools, truth });
  const defects = files.reduce((sum, file) => sum + file.defects, 0);
  return {
    files,
    truth: { name: TRUTH_FILE, rows: defects, defects, bytes: truth.bytes(), sha256: truth.sha256() },
  };
}

async function writeAll(
  context: GenerateContext,
  plan: GenerationPlan,
  tools: Tools,
): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  for (const step of plan.steps) {
    await runStep(context, { id: step.id, title: `write ${step.fileName}` }, async () => {
      const file = await writeOne(context, plan, tools, step);
      files.push(file);
      return { detail: `${formatNumberOf(file.rows, 'row')}, ${formatBytes(file.bytes)}` };
    });
  }
  return files;
}

async function writeOne(
  context: GenerateContext,
  { settings }: GenerationPlan,
  { pool, directory, truth }: Tools,
  step: FileStep,
): Promise<GeneratedFile> {
  await using file = await createHashedFile(directory.partialPath(step.fileName));
  const noted = truth === undefined ? undefined : truthOfFile(truth, step.fileName);
  let rows = 0;
  let defects = 0;
  await writeTable(pool, step, {
    file,
    gzip: settings.gzip,
    onChunk: async (chunk) => {
      throwIfAborted(context.signal);
      rows += chunk.rows;
      defects += (await noted?.add(chunk)) ?? 0;
      // The estimate may be a little too small: better 100 % for a moment than 101 %.
      const total = Math.max(rows, step.estimate.rows);
      const counters = { bytes: file.bytes() };
      context.emit({ type: 'step_progress', step: step.id, done: rows, total, unit: 'rows', counters });
    },
  });
  return { name: step.fileName, rows, defects, bytes: file.bytes(), sha256: file.sha256() };
}
