import { AetherError } from '../../../core/errors.ts';
import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import { isOutage, type OutageTolerance } from '../../../infra/mariadb/outage.ts';
import type { RejectedRecord } from '../chunk.ts';
import { insertRejects, writeRuleCounts } from '../chunk-ledger.ts';
import { notOurs } from '../file-ledger.ts';
import { loadRows, type RefusedRow } from '../load-rows.ts';
import type { LoadSession } from '../load-session.ts';
import { loadStatement, type LoadDestination } from '../load-statement.ts';
import { countRejects } from '../rule-counts.ts';
import { splitRefused } from './arrange-chunk.ts';
import { arrangeRows, joinRows, type ParentLink } from './arrange-rows.ts';
import type { DeferredRow } from './deferred-ledger.ts';
import { type FamilyTree, findParents } from './find-parents.ts';

export interface DeferredLoad {
  readonly fileId: number;
  readonly runId: string;
  readonly meta: string;
  readonly destination: LoadDestination;
  readonly tree: FamilyTree;
  /** Loads all rows, so that those which the server still refuses are rejected. */
  readonly isLast: boolean;
  /** Rejects all rows, as they were encoded for other columns. */
  readonly isStale: boolean;
  /** Finds the text and place of records that are rejected. */
  readonly locate: (refused: readonly RefusedRow[]) => Promise<RejectedRecord[]>;
}

/** What became of waiting rows: the others still wait. */
export interface DeferredResult {
  readonly loaded: number;
  readonly rejects: readonly RejectedRecord[];
}

/**
 * Loads those of the waiting rows whose parent is there now, and takes them out of the ledger's list, in one transaction.
 * Repeated after conflicts and outages; the list says whether an attempt whose answer was lost had committed.
 */
export async function loadDeferredRows(
  tolerance: OutageTolerance,
  session: LoadSession,
  load: DeferredLoad,
  rows: readonly DeferredRow[],
): Promise<DeferredResult> {
  return tolerance.repeat(async () => {
    const connection = await session.get();
    try {
      const part = await choose(connection, load, rows);
      if (part.blocks.length === 0) return { loaded: 0, rejects: [] };
      return await connection.transaction(() => move(connection, load, { rows, ...part }));
    } catch (thrown) {
      if (isOutage(thrown)) session.drop();
      throw thrown;
    }
  });
}

const STALE = {
  rule: 'foreign_key',
  reason: 'its parent had not come yet when the source or its table was changed',
};

interface Part {
  readonly blocks: readonly Buffer[];
  /** The records of these blocks. */
  readonly records: readonly number[];
  readonly parents: ReadonlyMap<number, readonly number[]>;
}

async function choose(
  connection: MariadbConnection,
  { tree, destination, isLast }: DeferredLoad,
  rows: readonly DeferredRow[],
): Promise<Part> {
  const blocks = joinRows(rows.map(({ row }) => row));
  const links: ParentLink[][] = isLast ? [] : await findParents(connection, tree, { destination, blocks });
  const { ordered, deferred, parents } = arrangeRows(blocks, links);
  const records = rows.map(({ record }) => record).filter((record) => !deferred.has(record));
  return { blocks: ordered, records, parents };
}

async function move(
  connection: MariadbConnection,
  load: DeferredLoad,
  { rows, blocks, records, parents }: Part & { readonly rows: readonly DeferredRow[] },
): Promise<DeferredResult> {
  const { fileId, meta } = load;
  if (!(await stillWait(connection, load, records))) return { loaded: 0, rejects: [] };
  const all = load.isStale
    ? records.map((recordNumber) => ({ recordNumber, ...STALE }))
    : await loadRows(connection, loadStatement(load.destination, fileId), blocks, rows.length);
  const { rejects: refused, waiting } = load.isLast
    ? { rejects: all, waiting: new Set<number>() }
    : splitRefused(all, parents);
  const settled = records.filter((record) => !waiting.has(record));
  if (settled.length === 0) return { loaded: 0, rejects: [] };
  await connection.run(
    `DELETE FROM ${quoteQualified(meta, 'ingest_deferred')} WHERE file_id = ? AND record_no IN (${settled.join(', ')})`,
    [fileId],
  );
  const rejects = refused.length === 0 ? [] : await load.locate(refused);
  if (rejects.length !== refused.length)
    throw new AetherError(
      'INPUT_UNREADABLE',
      `file ${fileId} has changed since it was loaded: its rejects are not found in it`,
    );
  await insertRejects(connection, meta, fileId, rejects);
  const settledRows = new Set(settled);
  for (const [chunkNo, ofChunk] of groupByChunk(rows.filter(({ record }) => settledRows.has(record))))
    await countChunk(connection, load, { chunkNo, settled: ofChunk, rejects });
  return { loaded: settled.length - rejects.length, rejects };
}

/** Locks the rows; false if an earlier attempt has moved them. Throws LEASE_LOST if another run has taken over the file. */
async function stillWait(
  connection: MariadbConnection,
  { fileId, runId, meta }: DeferredLoad,
  records: readonly number[],
): Promise<boolean> {
  const own = await connection.query(
    `SELECT 1 FROM ${quoteQualified(meta, 'ingest_file')} WHERE file_id = ? AND run_id = ? LOCK IN SHARE MODE`,
    [fileId, runId],
  );
  if (own.length === 0) throw notOurs([fileId]);
  const waiting = await connection.query(
    `SELECT record_no FROM ${quoteQualified(meta, 'ingest_deferred')}
      WHERE file_id = ? AND record_no IN (${records.join(', ')}) FOR UPDATE`,
    [fileId],
  );
  return waiting.length === records.length;
}

function groupByChunk(rows: readonly DeferredRow[]): ReadonlyMap<number, ReadonlySet<number>> {
  const groups = new Map<number, Set<number>>();
  for (const { chunkNo, record } of rows)
    groups.set(chunkNo, (groups.get(chunkNo) ?? new Set<number>()).add(record));
  return groups;
}

/** A chunk that has rejects now no longer has the rows that its hash is of. */
async function countChunk(
  connection: MariadbConnection,
  { fileId, meta }: DeferredLoad,
  of: {
    readonly chunkNo: number;
    readonly settled: ReadonlySet<number>;
    readonly rejects: readonly RejectedRecord[];
  },
): Promise<void> {
  const { chunkNo, settled } = of;
  const rejects = of.rejects.filter(({ recordNumber }) => settled.has(recordNumber));
  const loaded = settled.size - rejects.length;
  await connection.run(
    `UPDATE ${quoteQualified(meta, 'ingest_chunk')}
        SET accepted = accepted + ?, server_rows = server_rows + ?, rejected = rejected + ?, deferred = deferred - ?,
            rows_sha256 = IF(?, NULL, rows_sha256)
      WHERE file_id = ? AND chunk_no = ?`,
    [loaded, loaded, rejects.length, settled.size, rejects.length > 0, fileId, chunkNo],
  );
  await writeRuleCounts(connection, meta, { fileId, chunkNo }, countRejects(rejects));
}
