import { runStep } from '../../../core/run-step.ts';
import { formatCount } from '../../../core/units.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { Input } from '../../input/input.ts';
import { createBlockPool } from '../block-pool.ts';
import type { Chunk, EarlierChunk } from '../chunk.ts';
import { ROW_BLOCK_BYTES, scanChunks } from '../scan-chunks.ts';
import { adoptEarlier, deliveryDiffers } from './adopt-earlier.ts';

type Needs = Pick<IngestRun, 'connection' | 'databases' | 'chunkBytes'> & {
  readonly context: Pick<IngestRun['context'], 'clock' | 'emit' | 'signal'>;
};

/** What of a file is in the table, and what is not. */
export interface Compared {
  /** Rows that an earlier delivery has loaded. */
  readonly kept: number;
  /** Its rejects that have a row now. */
  readonly corrected: number;
  /** Records that both have. */
  readonly records: number;
}

/**
 * Reads a file as far as an earlier delivery of it was loaded, and makes sure that it has the same rows. Changes nothing.
 * Throws DELIVERY_DIFFERS.
 */
export async function verifyCorrection(
  run: Needs,
  input: Input,
  earlier: readonly EarlierChunk[],
): Promise<Compared> {
  let compared: Compared = { kept: 0, corrected: 0, records: 0 };
  if (earlier.length === 0) return compared;
  const { file } = input;
  await runStep(run.context, { id: `compare-${file.path}`, title: `compare ${file.name}` }, async () => {
    compared = await compare(run, input, earlier);
    return {
      detail: `${formatCount(compared.kept)} rows are loaded already`,
    };
  });
  return compared;
}

async function compare(run: Needs, input: Input, earlier: readonly EarlierChunk[]): Promise<Compared> {
  const { context, chunkBytes } = run;
  const blocks = createBlockPool(ROW_BLOCK_BYTES);
  const missing = new Set(earlier.filter(({ accepted, deferred }) => accepted + deferred > 0));
  let left = earlier.length;
  let [kept, corrected, records] = [0, 0, 0];
  const options = { chunkBytes, committed: [], earlier, blocks, signal: context.signal };
  for await (const chunk of scanChunks(input, options)) {
    const { adopted } = await adoptEarlier(run, input, chunk);
    corrected += adopted?.corrected.length ?? 0;
    blocks.release(chunk.blocks);
    if (chunk.earlier === undefined) continue;
    missing.delete(chunk.earlier);
    kept += chunk.earlier.accepted + chunk.earlier.deferred;
    records += chunk.parsed;
    emitProgress(run, input, chunk);
    left -= 1;
    if (left === 0) break;
  }
  if (missing.size > 0) {
    const first = Math.min(...[...missing].map(({ firstRecord }) => firstRecord));
    const message = `${input.file.path}: ends before record ${first}, which an earlier file of this name loaded`;
    throw deliveryDiffers(message, { table: input.spec.into ?? '', fileIdColumn: input.spec.file_id_column });
  }
  return { kept, corrected, records };
}

function emitProgress({ context }: Needs, { file }: Input, { end }: Chunk): void {
  context.emit({
    type: 'step_progress',
    step: `compare-${file.path}`,
    done: end.byteOffset,
    total: file.compression === 'none' ? file.bytes : null,
    unit: 'bytes',
  });
}
