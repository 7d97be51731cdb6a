import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { StepsSession } from './steps-session.ts';

/** Which transaction of a run's steps. */
export interface Batch {
  /** The step, counted from 1. */
  readonly seq: number;
  /** Counted from 0. */
  readonly batchNo: number;
  /** The files whose staged records it works on. */
  readonly fileIds: readonly number[];
}

type Needs = Pick<StepsSession, 'context' | 'connection' | 'databases' | 'ledger'>;

/**
 * One transaction of a step, which takes effect once in a run however often it is repeated: its row in the ledger
 * commits with it, and a repetition that finds the row returns what the first attempt did. The result must survive
 * JSON. Throws LEASE_LOST and does nothing if another run has claimed one of the files.
 */
export async function runBatch<Result>(
  { context, connection, databases, ledger }: Needs,
  batch: Batch,
  work: () => Promise<Result>,
): Promise<Result> {
  const table = quoteQualified(databases.meta, 'ingest_step_batch');
  const key = [context.runId, batch.seq, batch.batchNo];
  return connection.transaction(async () => {
    // First: an earlier attempt that is still committing holds these rows, and is seen by what reads after it.
    await ledger.hold(batch.fileIds);
    const [done] = await connection.query<{ result: string }>(
      `SELECT result FROM ${table} WHERE run_id = ? AND seq = ? AND batch_no = ?`,
      key,
    );
    if (done !== undefined) return JSON.parse(done.result) as Result;
    const result = await work();
    await connection.run(`INSERT INTO ${table} (run_id, seq, batch_no, result) VALUES (?, ?, ?, ?)`, [
      ...key,
      JSON.stringify(result),
    ]);
    return result;
  });
}
