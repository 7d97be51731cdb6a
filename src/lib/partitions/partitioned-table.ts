import type { OpenOnMember } from './cluster-stall.ts';
import type { Month } from './month.ts';

/** One RANGE partition, in the order of the bounds. */
export interface Partition {
  readonly name: string;
  /** The first moment that is not in it, as the server writes it; null: MAXVALUE. */
  readonly below: string | null;
  /** By the statistics of the server. */
  readonly aboutRows: number;
}

/** The rows that came too late for the partitions, counted. */
export interface LateRows {
  readonly rows: number;
  readonly earliest: Month;
  readonly latest: Month;
}

/** A table with a policy, as it is on the server. */
export interface PartitionedTable {
  readonly table: string;
  readonly group: string;
  readonly column: string;
  readonly premakeMonths: number;
  readonly keepMonths: number | null;
  /** Empty if the table is absent or has no partitions by RANGE COLUMNS of `column`. */
  readonly partitions: readonly Partition[];
  /** Why it cannot be looked after; undefined if it can. */
  readonly problem?: string;
  readonly late?: LateRows;
}

/** What has to be known for a plan. */
export interface PartitionFacts {
  /** The server's own month, in UTC. */
  readonly month: Month;
  readonly tables: readonly PartitionedTable[];
  /** Transactions that are open on the members of a Galera cluster; undefined on a single server. */
  readonly openTransactions?: readonly OpenOnMember[];
}
