import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AetherError } from '../../core/errors.ts';
import { type Chunk, type ChunkSettings, type ChunkTask, createChunkMaker } from './make-chunk.ts';

/** Makes chunks, several at a time where there are several threads. */
export interface ChunkPool extends AsyncDisposable {
  /** How many tasks keep all threads busy. */
  readonly width: number;
  make(task: ChunkTask): Promise<Chunk>;
}

/** A pool of that many threads; with one the work is done here. Whatever their number, the chunks are the same. */
export function createChunkPool(settings: ChunkSettings, threads: number): ChunkPool {
  if (threads > 1) return threadedPool(settings, threads);
  const make = createChunkMaker(settings);
  return {
    width: 1,
    make: (task) => Promise.resolve(make(task)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Tasks go to the threads in turn: chunks of a table take about the same time. */
function threadedPool(settings: ChunkSettings, threads: number): ChunkPool {
  const workers = Array.from({ length: threads }, () => startThread(settings));
  let turn = 0;
  return {
    // One chunk in work and one waiting, for each thread.
    width: 2 * threads,
    make: (task) => {
      const thread = workers[turn % threads] as Thread;
      turn += 1;
      return thread.make(task);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(workers.map((thread) => thread.end()));
    },
  };
}

interface Thread {
  make(task: ChunkTask): Promise<Chunk>;
  end(): Promise<unknown>;
}

/** What a thread keeps fits many times over; without limits V8 takes more before it looks for garbage. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

interface Waiting {
  readonly resolve: (chunk: Chunk) => void;
  readonly reject: (error: AetherError) => void;
}

/** The worker's file lies beside this one and has its ending: .ts in the source, .js once compiled. */
const WORKER = new URL(`./chunk-worker${extname(import.meta.url)}`, import.meta.url);

function startThread(settings: ChunkSettings): Thread {
  const worker = new Worker(WORKER, { workerData: settings, resourceLimits: LIMITS });
  const waiting: Waiting[] = [];
  worker.on('message', (chunk: Chunk) => waiting.shift()?.resolve(chunk));
  worker.on('error', (thrown) => {
    const error = new AetherError('BUG', `a thread of the generator failed: ${thrown.message}`, {
      cause: thrown,
    });
    for (const task of waiting.splice(0)) task.reject(error);
  });
  return {
    make: (task) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no browser window
        worker.postMessage(task);
      }),
    end: () => worker.terminate(),
  };
}
