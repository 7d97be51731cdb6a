import { gzipSync } from 'node:zlib';
import type { ChunkPool } from '../chunks/chunk-pool.ts';
import { inOrder } from '../chunks/in-order.ts';
import { type Chunk, type ChunkTask, UNITS_PER_CHUNK } from '../chunks/make-chunk.ts';
import type { FileStep } from '../plan-generation.ts';
import { headerOf } from '../tables/table.ts';
import type { HashedFile } from './hashed-file.ts';

export interface TableOutput {
  readonly file: HashedFile;
  readonly gzip: boolean;
  /** Called with every chunk once it is written. */
  readonly onChunk: (chunk: Chunk) => Promise<void>;
}

/** Writes one file: its header, and its chunks in order, however they were made. */
export async function writeTable(pool: ChunkPool, step: FileStep, output: TableOutput): Promise<void> {
  const header = Buffer.from(headerOf(step.table));
  await output.file.write(output.gzip ? gzipSync(header) : header);
  for await (const chunk of inOrder(chunksOf(step), pool.width, (task) => pool.make(task))) {
    await output.file.write(chunk.bytes);
    await output.onChunk(chunk);
  }
}

function* chunksOf({ table, units }: FileStep): Generator<ChunkTask> {
  const count = Math.ceil(units / UNITS_PER_CHUNK[table.unit]);
  for (let chunk = 0; chunk < count; chunk += 1) yield { table: table.name, chunk };
}
