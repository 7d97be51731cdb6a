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

export interface PartitionEvents {
  /** Notes what is about to happen; returns the key of the row. */
  started(event: PartitionEvent): Promise<string>;
  ended(key: string, state: 'done' | 'failed'): Promise<void>;
}

/** The record of what was done to partitions, in `meta.partition_event`. */
export function partitionEvents(connection: MariadbConnection, meta: string, runId: string): PartitionEvents {
  const table = quoteQualified(meta, 'partition_event');
  return {
    async started({ table: name, partition, action, rows }) {
      const { insertId } = await connection.run(
        `INSERT INTO ${table} (run_id, table_name, partition_name, action, row_count, started_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))`,
        [runId, name, partition, action, rows],
      );
      return insertId;
    },
    async ended(key, state) {
      await connection.run(
        `UPDATE ${table} SET state = ?, finished_at = UTC_TIMESTAMP(6) WHERE partition_event_id = ?`,
        [state, key],
      );
    },
  };
}
