import { throwIfAborted } from '../../../core/errors.ts';
import { type Rejects, surelyOverspent } from '../../../core/reject-budget.ts';
import { formatNumberOf } from '../../../core/units.ts';
import type { IngestRun } from '../../ingest-run.ts';
import { addRejects, budgetOf } from '../count-rejects.ts';
import { type FileLoad, locateFrom } from '../file-load.ts';
import type { KnownFile } from '../register-files.ts';
import { countRejects } from '../rule-counts.ts';
import { countDeferred, type DeferredPart, type DeferredRow, readDeferred } from './deferred-ledger.ts';
import type { FamilyTree } from './find-parents.ts';
import { type DeferredResult, loadDeferredRows } from './load-deferred.ts';
import { rehashChunks } from './rehash-chunks.ts';

type Needs = Pick<
  IngestRun,
  'context' | 'connection' | 'tolerance' | 'pool' | 'budgets' | 'databases' | 'chunkBytes'
>;

/** Rows of the last round that are loaded together: each that is refused is found by halving. */
const LAST_BYTES = 64 * 1024;

export interface Settling {
  readonly known: KnownFile;
  readonly load: FileLoad & { readonly tree: FamilyTree };
  /** Of the file until now. */
  readonly rejects: Rejects;
  /** The source or its table has changed since the rows were encoded: they cannot be loaded any more. */
  readonly isStale: boolean;
}

/**
 * Loads the rows of a file that wait for their parent, in rounds over all of them, forwards and backwards in turn: a
 * file that is sorted either way needs one or two. When a round loads none, what is left is rejected, until the file is
 * surely over its budget.
 */
export async function settleDeferred(run: Needs, settling: Settling): Promise<void> {
  const { context, connection, databases } = run;
  const { fileId } = settling.load;
  const waiting = await countDeferred(connection, databases.meta, fileId);
  if (waiting > 0) {
    const message = `${settling.known.input.file.path}: ${formatNumberOf(waiting, 'record')} came before their parent`;
    context.emit({ type: 'note', level: 'info', message });
  }
  // Rows of the last chunk may be the parents of those of the first one, and often are.
  let direction: DeferredPart['direction'] = 'backward';
  let left = waiting;
  while (left > 0 && !settling.isStale) {
    const loaded = await sweep(run, settling, direction);
    if (loaded === 0) break;
    left = await countDeferred(connection, databases.meta, fileId);
    direction = direction === 'forward' ? 'backward' : 'forward';
  }
  if (left > 0) await rejectRest(run, settling);
  if (!settling.isStale) await rehashChunks(run, settling.known);
}

async function sweep(run: Needs, settling: Settling, direction: DeferredPart['direction']): Promise<number> {
  let sum = 0;
  for await (const rows of parts(run, settling, { direction, bytes: run.chunkBytes })) {
    const { loaded } = await loadPart(run, settling, { rows, isLast: false });
    sum += loaded;
  }
  return sum;
}

async function rejectRest(run: Needs, settling: Settling): Promise<void> {
  const budget = budgetOf(run.budgets, settling.known.input.file.fileKey);
  let { rejects } = settling;
  for await (const rows of parts(run, settling, { direction: 'forward', bytes: LAST_BYTES })) {
    const result = await loadPart(run, settling, { rows, isLast: true });
    const rejected = result.rejects.length;
    rejects = addRejects(rejects, { parsed: 0, rejected, rules: countRejects(result.rejects) });
    if (surelyOverspent(budget, rejects) !== undefined) return;
  }
}

async function* parts(
  { context, connection, databases }: Needs,
  { load: { fileId } }: Settling,
  by: Pick<DeferredPart, 'direction' | 'bytes'>,
): AsyncGenerator<readonly DeferredRow[]> {
  let beyond: number | null = null;
  for (;;) {
    throwIfAborted(context.signal);
    const rows: readonly DeferredRow[] = await readDeferred(connection, databases.meta, {
      ...by,
      fileId,
      beyond,
    });
    const edge = by.direction === 'forward' ? rows.at(-1) : rows[0];
    if (edge === undefined) return;
    yield rows;
    beyond = edge.record;
  }
}

async function loadPart(
  run: Needs,
  { known, load, isStale }: Settling,
  { rows, isLast }: { readonly rows: readonly DeferredRow[]; readonly isLast: boolean },
): Promise<DeferredResult> {
  const result: { value: DeferredResult } = { value: { loaded: 0, rejects: [] } };
  const locate = locateFrom(known.input, run.context.signal);
  await run.pool.start(async (session) => {
    result.value = await loadDeferredRows(run.tolerance, session, { ...load, isLast, isStale, locate }, rows);
  });
  await run.pool.finish();
  return result.value;
}
