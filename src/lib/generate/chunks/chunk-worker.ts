import { parentPort, workerData } from 'node:worker_threads';
import { type ChunkSettings, type ChunkTask, createChunkMaker } from './make-chunk.ts';

/** The thread of a chunk pool: gets tasks, answers each with its chunk, in the order of the tasks. */

const make = createChunkMaker(workerData as ChunkSettings);

/** Smaller ones may lie in memory that Node shares between buffers and does not give away. */
const WORTH_MOVING_BYTES = 64 * 1024;

parentPort?.on('message', (task: ChunkTask) => {
  const chunk = make(task);
  const { buffer, byteLength } = chunk.bytes;
  parentPort?.postMessage(chunk, byteLength >= WORTH_MOVING_BYTES ? [buffer as ArrayBuffer] : []);
});
