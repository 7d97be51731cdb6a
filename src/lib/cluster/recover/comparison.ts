/** Something in which a member differs from the first one. */
export interface Difference {
  readonly member: string;
  /** `gtid`, `wsrep_gtid_domain_id`, `wsrep_cluster_state_uuid`, or a table. */
  readonly what: string;
  readonly problem: string;
}

/** Whether members are equal. */
export interface Comparison {
  readonly equal: boolean;
  readonly cluster_uuid: string;
  readonly gtid_domain_id: string;
  readonly gtid_binlog_pos: string;
  /** How many tables have the same rows on all of them; null if they were not compared. */
  readonly tables_equal: number | null;
  /** Tables that somebody writes to, so that there was no moment at which they could be compared. */
  readonly tables_busy: readonly string[];
  readonly differences: readonly Difference[];
}
