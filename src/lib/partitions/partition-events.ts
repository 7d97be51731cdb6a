import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { quoteQualified } from '../infra/mariadb/identifiers.ts';

export type PartitionAction =
  'premake' | 'split' | 'mark' | 'exchange' | 'export' | 'verify' | 'drop' | 'restore' | 'unmark';

export interface PartitionEvent {
  readonly table: string;
  readonly partition: string;
  readonly action: PartitionAction;
  /** Rows that move. */
  readonly rows: number;
}

/** Where an event is written down: `meta.partition_event`, for this run. */
export interface EventLog {
  readonly connection: MariadbConnection;
  readonly meta: string;
  readonly runId: string;
}

/**
 * Notes what is about to happen to a partition, does it, and notes how it ended. If the server goes away meanwhile the event
 * stays as started.
 */
export async function recordEvent<Result>(
  { connection, meta, runId }: EventLog,
  { table, partition, action, rows }: PartitionEvent,
  work: () => Promise<Result>,
): Promise<Result> {
  const events = quoteQualified(meta, 'partition_event');
  const { insertId: key } = await connection.run(
    `INSERT INTO ${events} (run_id, table_name, partition_name, action, row_count, started_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))`,
    [runId, table, partition, action, rows],
  );
  const end = async (state: 'done' | 'failed') =>
    connection.run(
      `UPDATE ${events} SET state = ?, finished_at = UTC_TIMESTAMP(6) WHERE partition_event_id = ?`,
      [state, key],
    );
  try {
    const result = await work();
    await end('done');
    return result;
  } catch (thrown) {
    await end('failed').catch(() => undefined);
    throw thrown;
  }
}
