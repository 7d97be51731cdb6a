import { throwIfAborted } from '../../core/errors.ts';
import { surelyOverspent } from '../../core/reject-budget.ts';
import type { Context } from '../../infra/context.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../ingest-run.ts';
import { createBlockPool } from './block-pool.ts';
import { adoptEarlier } from './delivery/adopt-earlier.ts';
import { earlierChunks } from './delivery/earlier-chunks.ts';
import { type CommittedRange, committedRanges } from './chunk-ledger.ts';
import { type Chunk, rejectedOf } from './chunk.ts';
import { addRejects, budgetOf, NO_REJECTS } from './count-rejects.ts';
import type { FileLedger } from './file-ledger.ts';
import type { FileTotals } from './file-sums.ts';
import { discardWaiting } from './replay/discard-waiting.ts';
import { findReplayed, noteReplayed } from './replay/find-replayed.ts';
import type { KnownRecords } from './replay/known-records.ts';
import { REPLAYED_RULE } from './replay/replayed-records.ts';
import { settleDeferred } from './deferred/settle-deferred.ts';
import { familyTree } from './deferred/find-parents.ts';
import { type FileLoad, locateFrom } from './file-load.ts';
import { loadChunk } from './load-chunk.ts';
import { loadColumns } from './load-statement.ts';
import type { KnownFile } from './register-files.ts';
import { ROW_BLOCK_BYTES, scanChunks } from './scan-chunks.ts';

type Needs = Pick<
  IngestRun,
  | 'context'
  | 'connection'
  | 'ledger'
  | 'lease'
  | 'tolerance'
  | 'pool'
  | 'budgets'
  | 'databases'
  | 'stages'
  | 'chunkBytes'
  | 'source'
>;

/**
 * Loads every chunk of a file that the ledger does not have yet and sums the file up. Once a file is surely over its
 * budget, nothing more is loaded. What goes to staging is then void, and the rest of it is checked anyway, so
 * that the list of its rejects is complete. What went straight into a table stays, and reading stops.
 */
export async function loadMissingChunks(run: Needs, known: KnownFile, step: string): Promise<FileTotals> {
  const { context, connection, ledger, databases } = run;
  const { input, file } = known;
  const budget = budgetOf(run.budgets, input.file.fileKey);
  const load = await fileLoad(run, known);
  const committed = await committedRanges(connection, databases.meta, file.fileId);
  const progress = createProgress(context, { step, plainBytes: known.plainBytes }, committed);
  let rejects = await committedRejects(ledger, file.fileId, committed);
  const blocks = createBlockPool(ROW_BLOCK_BYTES);
  const earlier = await earlierChunks(connection, databases.meta, file.correctsFileId);
  const replayed = await passOverReplayed(run, known);
  const options = {
    chunkBytes: file.chunkBytes,
    committed,
    earlier,
    replayed,
    blocks,
    signal: context.signal,
  };
  let isVoid = false;
  for await (const scanned of scanChunks(input, options)) {
    throwIfAborted(context.signal);
    const chunk = await adoptEarlier(run, input, scanned);
    if (!load.destination.staged && surelyOverspent(budget, rejects) !== undefined) break;
    rejects = addRejects(rejects, { ...chunk, rejected: rejectedOf(chunk) });
    if (load.destination.staged && !isVoid && surelyOverspent(budget, rejects) !== undefined) {
      // Before the first chunk without its rows is committed: a run that dies must not leave a file to be resumed.
      await ledger.conclude(file.fileId, 'failed');
      isVoid = true;
    }
    const toLoad = isVoid ? { ...chunk, blocks: [] } : chunk;
    await run.pool.start(async (session, turn) => {
      progress.committed(await loadChunk(run.tolerance, session, load, { chunk: toLoad, turn }));
      blocks.release(scanned.blocks);
    });
    // A row of the next chunk may be the child of one of this: only once it is committed both sessions see the same.
    if (load.tree !== undefined && load.tree.references.length > 0) await run.pool.finish();
  }
  await run.pool.finish();
  if (load.tree !== undefined && surelyOverspent(budget, rejects) === undefined)
    await settleDeferred(run, {
      known,
      load: { ...load, tree: load.tree },
      rejects,
      isStale: known.isStale === true,
    });
  // Not before every chunk: there its key alone keeps two runs apart, and a fence is a commit.
  await run.lease.fence();
  return ledger.sumUp(file.fileId);
}

/** Says which records of a replay another file has loaded, and takes them out of those that wait. */
async function passOverReplayed(
  { context, connection, databases: { meta }, source: { source } }: Needs,
  { input, file: { fileId } }: KnownFile,
): Promise<KnownRecords> {
  const { signal, runId } = context;
  const found = await findReplayed(connection, { meta, source, fileId }, { input, signal });
  noteReplayed(context, input, found);
  await discardWaiting(connection, { meta, fileId, runId }, [...found.loaded.keys()]);
  return found;
}

async function fileLoad(
  { context, connection, databases, stages }: Needs,
  { input, file }: KnownFile,
): Promise<FileLoad> {
  const stage = stages.get(input.file.fileKey);
  return {
    fileId: file.fileId,
    runId: context.runId,
    meta: databases.meta,
    destination: {
      table: stage?.name ?? quoteQualified(databases.data, input.spec.into ?? ''),
      columns: loadColumns(input.columns),
      staged: stage !== undefined,
      fileIdColumn: input.spec.file_id_column,
    },
    tree: await familyTree(connection, databases.data, input),
    locate: locateFrom(input, context.signal),
  };
}

/** What the chunks of earlier runs have rejected. */
async function committedRejects(ledger: FileLedger, fileId: number, committed: readonly CommittedRange[]) {
  if (committed.length === 0) return NO_REJECTS;
  const rules = (await ledger.rules(fileId)).filter(
    ({ action, rule }) => action === 'reject' || rule === REPLAYED_RULE,
  );
  return addRejects(NO_REJECTS, {
    parsed: 0,
    rejected: committed.reduce((sum, range) => sum + range.rejected, 0),
    rules,
  });
}

interface Progress {
  committed(chunk: Chunk): void;
}

function createProgress(
  context: Pick<Context, 'emit'>,
  { step, plainBytes }: { readonly step: string; readonly plainBytes: number | null },
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
      rejects += rejectedOf(chunk);
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
