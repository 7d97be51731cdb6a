import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { isOutage, type OutageTolerance } from '../../infra/mariadb/outage.ts';
import type { Boundary } from '../records/record-view.ts';
import { type Chunk, type RejectedRecord, rejectedOf } from './chunk.ts';
import { insertChunk, insertRejects, writeRuleCounts, requireSameBounds } from './chunk-ledger.ts';
import { loadStatement, type LoadDestination } from './load-statement.ts';
import { loadRows, type RefusedRow } from './load-rows.ts';
import type { LoadSession } from './load-session.ts';
import { rowsSha256 } from './encoded-rows.ts';
import { createRuleCounter } from './rule-counts.ts';
import type { Turn } from './session-pool.ts';
import { takeOverChunk } from './take-over-chunk.ts';

export interface FileLoad {
  readonly fileId: number;
  readonly runId: string;
  readonly meta: string;
  readonly destination: LoadDestination;
  /** Finds the text and place of records that only the server refuses, behind a boundary of their file. */
  readonly locate: (refused: readonly RefusedRow[], from: Boundary) => Promise<RejectedRecord[]>;
}

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
      return await connection.transaction(async () => {
        const loaded = await loadInTransaction(connection, load, { chunk, turn });
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
  const refused = await loadRows(connection, loadStatement(load.destination, fileId), chunk.blocks);
  const loaded = refused.length === 0 ? chunk : withRefused(chunk, await load.locate(refused, chunk.start));
  const numbers = refused.map(({ recordNumber }) => recordNumber);
  if (loaded !== chunk) await correctChunk(connection, load, { chunk: loaded, refused: numbers });
  const { adopted } = chunk;
  if (adopted !== undefined) {
    const corrected = adopted.corrected.filter((record) => !numbers.includes(record));
    await takeOverChunk(connection, meta, { fileId, adopted, loaded: corrected });
  }
  await insertRejects(connection, meta, fileId, loaded.rejects);
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
    `UPDATE ${quoteQualified(meta, 'ingest_chunk')} SET accepted = ?, rejected = ?, server_rows = ?, rows_sha256 = ?
      WHERE file_id = ? AND chunk_no = ?`,
    [chunk.accepted, rejectedOf(chunk), chunk.accepted, hashOf(load, chunk, refused), fileId, chunk.no],
  );
}

/** Of all rows of the chunk that are in the table. Staged rows leave it, so nothing is compared with them. */
function hashOf(
  { destination }: FileLoad,
  { blocks, adopted }: Chunk,
  refused: readonly number[],
): string | null {
  if (destination.staged) return null;
  return rowsSha256(adopted?.rows ?? blocks, new Set([...refused, ...(adopted?.replayed ?? [])]));
}

/** The chunk with the records that the server refused counted among the rejects. */
function withRefused(chunk: Chunk, refused: readonly RejectedRecord[]): Chunk {
  const counter = createRuleCounter();
  for (const record of refused) {
    for (const { rule, column } of record.violations) {
      counter.add({ rule, column, action: 'reject', record: record.recordNumber, line: record.line });
    }
  }
  return {
    ...chunk,
    accepted: chunk.accepted - refused.length,
    rejects: [...chunk.rejects, ...refused].toSorted((left, right) => left.recordNumber - right.recordNumber),
    rules: [...chunk.rules, ...counter.counts()],
  };
}
