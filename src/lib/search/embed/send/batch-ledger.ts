import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';

/** What is about to be sent. */
export interface BatchIntent {
  readonly texts: number;
  readonly tokens: number;
  readonly costUsd: number;
}

/** Requests whose outcome nobody knows: perhaps paid, and paid again. */
export interface LostBatches {
  readonly batches: number;
  readonly texts: number;
  readonly costUsd: number;
}

export const NOTHING_LOST: LostBatches = { batches: 0, texts: 0, costUsd: 0 };

export function addLost(left: LostBatches, right: LostBatches): LostBatches {
  return {
    batches: left.batches + right.batches,
    texts: left.texts + right.texts,
    costUsd: left.costUsd + right.costUsd,
  };
}

/** The table of requests, as one run writes it. A statement that is repeated after an outage changes nothing more. */
export interface BatchLedger {
  /** The number of the next request. */
  next(): number;
  /** Enters a request as `sent`, before it is sent. */
  intend(seq: number, batch: BatchIntent): Promise<void>;
  /** Ends a request without vectors. */
  fail(seq: number, state: 'refused' | 'lost', error: string): Promise<void>;
  /** Ends a request in the transaction that keeps its vectors. */
  complete(seq: number, counted: Pick<BatchIntent, 'tokens' | 'costUsd'>): Promise<void>;
}

export interface LedgerPlace {
  readonly connection: MariadbConnection;
  readonly metaDatabase: string;
}

export function createBatchLedger(
  { connection, metaDatabase }: LedgerPlace,
  runId: string,
  space: string,
): BatchLedger {
  const table = quoteQualified(metaDatabase, 'embedding_batch');
  let last = 0;
  return {
    next: () => (last += 1),
    async intend(seq, { texts, tokens, costUsd }) {
      await connection.run(
        `INSERT INTO ${table} (run_id, seq, space, texts, tokens, cost_usd) VALUES (?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE seq = VALUES(seq)`,
        [runId, seq, space, texts, tokens, costUsd],
      );
    },
    async fail(seq, state, error) {
      await connection.run(
        `UPDATE ${table} SET state = ?, error = ?, ended_at = UTC_TIMESTAMP(6) WHERE run_id = ? AND seq = ?`,
        [state, error.slice(0, 200), runId, seq],
      );
    },
    async complete(seq, { tokens, costUsd }) {
      await connection.run(
        `UPDATE ${table} SET state = 'done', tokens = ?, cost_usd = ?, ended_at = UTC_TIMESTAMP(6)
          WHERE run_id = ? AND seq = ?`,
        [tokens, costUsd, runId, seq],
      );
    },
  };
}

/**
 * Requests that an earlier run has sent and not settled: it was killed. Only whoever holds the lease may call this, as
 * nobody else is sending then. Marks them as lost.
 */
export async function settleDeadRuns({ connection, metaDatabase }: LedgerPlace): Promise<LostBatches> {
  const table = quoteQualified(metaDatabase, 'embedding_batch');
  const [found = NOTHING_LOST] = await connection.query<LostBatches>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS batches, CAST(COALESCE(SUM(texts), 0) AS DOUBLE) AS texts,
            CAST(COALESCE(SUM(cost_usd), 0) AS DOUBLE) AS costUsd
       FROM ${table} WHERE state = 'sent'`,
  );
  if (found.batches > 0) {
    await connection.run(
      `UPDATE ${table} SET state = 'lost', error = 'the run ended before the answer', ended_at = UTC_TIMESTAMP(6)
        WHERE state = 'sent'`,
    );
  }
  return found;
}
