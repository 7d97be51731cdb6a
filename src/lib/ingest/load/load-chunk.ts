import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { isOutage, type OutageTolerance } from '../../infra/mariadb/outage.ts';
import { type Chunk, deferredOf, type RejectedRecord, rejectedOf } from './chunk.ts';
import { insertChunk, insertRejects, writeRuleCounts, requireSameBounds } from './chunk-ledger.ts';
import type { FileLoad } from './file-load.ts';
import { loadStatement } from './load-statement.ts';
import { loadRows } from './load-rows.ts';
import type { LoadSession } from './load-session.ts';
import { arrangeChunk, splitRefused } from './deferred/arrange-chunk.ts';
import { insertDeferred, takeOverDeferred } from './deferred/deferred-ledger.ts';
import { recordNumberOf, rowsOf, rowsSha256 } from './encoded-rows.ts';
import { countRejects } from './rule-counts.ts';
import type { Turn } from './session-pool.ts';
import { insertReplayed } from './replay/replay-ledger.ts';
import { takeOverChunk } from './take-over-chunk.ts';

const DUPLICATE_KEY = 1062;

/**
 * Loads one chunk and its ledger rows in one transaction, exactly once. Repeated after conflicts and outages; the
 * chunk's own key says whether an attempt whose answer was lost had committed. Returns the chunk as it was loaded. Its
 * turn is over where only the COMMIT is left.
 */
export async function loadChunk(
  tolerance: OutageTolerance,
  session: LoadSession,
  load: FileLoad,
  { chunk, turn }: { readonly chunk: Chunk; readonly turn: Turn },
): Promise<Chunk> {
  return tolerance.repeat(async () => {
    const connection = await session.get();
    try {
      // Before the transaction: within it nothing would be seen of what was committed since its first read.
      const arranged =
        load.tree === undefined || load.tree.references.length === 0
          ? chunk
          : await arrangeChunk(connection, load.tree, { destination: load.destination, chunk });
      return await connection.transaction(async () => {
        const loaded = await loadInTransaction(connection, load, { chunk: arranged, turn });
        turn.end();
        return loaded;
      });
    } catch (thrown) {
      // Before the next attempt, which may wait for a lock that another stream holds while it waits for its turn.
      turn.end();
      if (thrown instanceof AlreadyLoaded) return chunk;
      if (isOutage(thrown)) session.drop();
      throw thrown;
    }
  });
}

class AlreadyLoaded extends Error {}

async function loadInTransaction(
  connection: MariadbConnection,
  load: FileLoad,
  { chunk, turn }: { readonly chunk: Chunk; readonly turn: Turn },
): Promise<Chunk> {
  const { fileId, runId, meta } = load;
  try {
    await insertChunk(connection, meta, { fileId, runId, chunk, rowsSha256: hashOf(load, chunk, []) });
  } catch (thrown) {
    if (serverErrno(thrown) !== DUPLICATE_KEY) throw thrown;
    await requireSameBounds(connection, meta, { fileId, chunk });
    throw new AlreadyLoaded();
  }
  await turn.begin();
  const all = await loadRows(connection, loadStatement(load.destination, fileId), chunk.blocks);
  const { rejects: refused, waiting } = splitRefused(all, chunk.family?.parents ?? new Map());
  const complete = withWaiting(chunk, waiting);
  const loaded =
    refused.length === 0 ? complete : withRefused(complete, await load.locate(refused, chunk.start));
  const numbers = refused.map(({ recordNumber }) => recordNumber);
  if (loaded !== chunk) await correctChunk(connection, load, { chunk: loaded, refused: numbers });
  const { adopted } = chunk;
  if (adopted !== undefined) {
    const corrected = adopted.corrected.filter((record) => !numbers.includes(record));
    await takeOverChunk(connection, meta, { fileId, adopted, loaded: corrected });
    const from = { fileId: adopted.earlier.fileId, chunkNo: adopted.earlier.no };
    if (adopted.earlier.deferred > 0)
      await takeOverDeferred(connection, meta, from, { fileId, chunkNo: chunk.no });
  }
  await insertDeferred(connection, meta, { fileId, chunkNo: chunk.no }, loaded.family?.deferred ?? new Map());
  await insertRejects(connection, meta, fileId, loaded.rejects);
  await insertReplayed(connection, meta, { fileId, replay: loaded.replay });
  await writeRuleCounts(connection, meta, { fileId, chunkNo: chunk.no }, loaded.rules);
  return loaded;
}

async function correctChunk(
  connection: MariadbConnection,
  load: FileLoad,
  { chunk, refused }: { readonly chunk: Chunk; readonly refused: readonly number[] },
): Promise<void> {
  const { fileId, meta } = load;
  await connection.run(
    `UPDATE ${quoteQualified(meta, 'ingest_chunk')} SET accepted = ?, rejected = ?, deferred = ?, server_rows = ?, rows_sha256 = ?
      WHERE file_id = ? AND chunk_no = ?`,
    [
      chunk.accepted,
      rejectedOf(chunk),
      deferredOf(chunk),
      chunk.accepted,
      hashOf(load, chunk, refused),
      fileId,
      chunk.no,
    ],
  );
}

/** Of all rows of the chunk that are in the table, or wait for their parent. Staged rows leave it, so nothing is compared with them. */
function hashOf(
  { destination }: FileLoad,
  { blocks, adopted, family }: Chunk,
  refused: readonly number[],
): string | null {
  if (destination.staged) return null;
  return rowsSha256(
    adopted?.rows ?? family?.rows ?? blocks,
    new Set([...refused, ...(adopted?.replayed ?? [])]),
  );
}

/** The chunk with these records, which the server has refused, among those that wait for their parent. */
function withWaiting(chunk: Chunk, waiting: ReadonlySet<number>): Chunk {
  const { family } = chunk;
  if (family === undefined || waiting.size === 0) return chunk;
  const rows = Array.from(rowsOf(family.rows), (row) => [recordNumberOf(row), row] as const);
  const deferred = new Map([...family.deferred, ...rows.filter(([record]) => waiting.has(record))]);
  return { ...chunk, accepted: chunk.accepted - waiting.size, family: { ...family, deferred } };
}

/** The chunk with the records that the server refused counted among the rejects. */
function withRefused(chunk: Chunk, refused: readonly RejectedRecord[]): Chunk {
  return {
    ...chunk,
    accepted: chunk.accepted - refused.length,
    rejects: [...chunk.rejects, ...refused].toSorted((left, right) => left.recordNumber - right.recordNumber),
    rules: [...chunk.rules, ...countRejects(refused)],
  };
}
