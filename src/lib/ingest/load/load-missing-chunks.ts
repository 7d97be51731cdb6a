import { throwIfAborted } from '../../core/errors.ts';
import { type RejectBudget, surelyOverspent } from '../../core/reject-budget.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Lease } from '../../infra/mariadb/lease.ts';
import type { Input } from '../input/input.ts';
import { addRejects, NO_REJECTS } from '../rejects/file-budgets.ts';
import { createBlockPool } from './block-pool.ts';
import { type CommittedRange, committedRanges } from './chunk-ledger.ts';
import type { FileLedger, LedgerFile } from './file-ledger.ts';
import type { FileTotals } from './file-sums.ts';
import { loadChunk, type FileLoad } from './load-chunk.ts';
import { ROW_BLOCK_BYTES, scanChunks } from './scan-chunks.ts';
import type { SessionPool } from './session-pool.ts';

export interface LoadRequest {
  readonly step: string;
  readonly input: Input;
  readonly file: LedgerFile;
  /** Bytes to read, decompressed; null where they are not known. */
  readonly plainBytes: number | null;
  readonly load: FileLoad;
  readonly budget: RejectBudget;
}

export interface LoadTools {
  readonly connection: MariadbConnection;
  readonly ledger: FileLedger;
  readonly lease: Lease;
  readonly pool: SessionPool;
}

type Needs = Pick<Context, 'clock' | 'emit' | 'signal'>;

/**
 * Loads every chunk of a file that the ledger does not have yet and sums the file up. Once a file is surely over its
 * budget, nothing more is loaded. What goes to staging is then void, and the rest of it is checked all the same, so
 * that the list of its rejects is complete. What went straight into a table stays, and reading stops.
 */
export async function loadMissingChunks(
  context: Needs,
  tools: LoadTools,
  request: LoadRequest,
): Promise<FileTotals> {
  const { input, file, load, budget } = request;
  const committed = await committedRanges(tools.connection, load.meta, file.fileId);
  const progress = createProgress(context, request, committed);
  let rejects = await committedRejects(tools, file.fileId, committed);
  const blocks = createBlockPool(ROW_BLOCK_BYTES);
  const options = { chunkBytes: file.chunkBytes, committed, blocks, signal: context.signal };
  let isVoid = false;
  for await (const chunk of scanChunks(input, options)) {
    throwIfAborted(context.signal);
    if (!load.target.staged && surelyOverspent(budget, rejects) !== undefined) break;
    rejects = addRejects(rejects, { ...chunk, rejected: chunk.rejects.length });
    if (load.target.staged && !isVoid && surelyOverspent(budget, rejects) !== undefined) {
      // Before the first chunk without its rows is committed: a run that dies must not leave a file to be resumed.
      await tools.ledger.conclude(file.fileId, 'failed');
      isVoid = true;
    }
    const toLoad = isVoid ? { ...chunk, blocks: [] } : chunk;
    await tools.pool.start(async (session, turn) => {
      progress.committed(await loadChunk(context, session, load, { chunk: toLoad, turn }));
      blocks.release(chunk.blocks);
    });
  }
  await tools.pool.finish();
  // Not before every chunk: there its key alone keeps two runs apart, and a fence is a commit.
  await tools.lease.fence();
  return tools.ledger.sumUp(file.fileId);
}

/** What the chunks of earlier runs have rejected. */
async function committedRejects(
  { ledger }: Pick<LoadTools, 'ledger'>,
  fileId: number,
  committed: readonly CommittedRange[],
) {
  if (committed.length === 0) return NO_REJECTS;
  const rules = (await ledger.rules(fileId)).filter(({ action }) => action === 'reject');
  return addRejects(NO_REJECTS, {
    parsed: 0,
    rejected: committed.reduce((sum, range) => sum + range.rejected, 0),
    rules,
  });
}

interface Progress {
  committed(chunk: { accepted: number; rejects: readonly unknown[]; start: At; end: At }): void;
}

interface At {
  readonly byteOffset: number;
}

function createProgress(
  context: Needs,
  { step, plainBytes }: LoadRequest,
  committed: readonly CommittedRange[],
): Progress {
  const before = committed.reduce((sum, range) => sum + range.byteEnd - range.byteStart, 0);
  let bytes = before;
  let rows = 0;
  let rejects = 0;
  return {
    committed(chunk) {
      bytes += chunk.end.byteOffset - chunk.start.byteOffset;
      rows += chunk.accepted;
      rejects += chunk.rejects.length;
      context.emit({
        type: 'step_progress',
        step,
        done: bytes,
        ...(before === 0 ? {} : { done_before: before }),
        total: plainBytes,
        unit: 'bytes',
        counters: { rows, rejects },
      });
    },
  };
}
