import type { MariadbConnection } from '../connection.ts';
import { showPairs } from '../show-pairs.ts';

/** How far a member of the primary component has come, by the cluster's seqno and by GTID. */
export interface MemberGtid {
  readonly member: string;
  /** wsrep_cluster_state_uuid: members with another one are in another cluster. */
  readonly clusterUuid: string;
  /** The GTID domain in which the member logs what the cluster replicates. */
  readonly domainId: string;
  /** `0-1-1,1-1-35`: the last transaction of each domain in its binary log. */
  readonly binlogPosition: string;
  /** wsrep_last_committed before and after the position was read. */
  readonly committedBefore: bigint;
  readonly committedAfter: bigint;
}

/**
 * null if the server has nothing to compare: it is not in the primary component, it is still joining, or
 * wsrep_gtid_mode is off.
 */
export async function readMemberGtid(
  session: Pick<MariadbConnection, 'query'>,
  member: string,
): Promise<MemberGtid | null> {
  const before = await showPairs(session, STATUS);
  const variables = await showPairs(session, VARIABLES);
  const after = await showPairs(session, STATUS);
  const isMember = [before, after].every(
    (status) =>
      status['wsrep_cluster_status'] === 'Primary' &&
      /^(Synced|Donor)/.test(status['wsrep_local_state_comment'] ?? ''),
  );
  if (variables['wsrep_gtid_mode'] !== 'ON' || !isMember) return null;
  return {
    member,
    clusterUuid: after['wsrep_cluster_state_uuid'] ?? '',
    domainId: variables['wsrep_gtid_domain_id'] ?? '',
    binlogPosition: variables['gtid_binlog_pos'] ?? '',
    committedBefore: BigInt(before['wsrep_last_committed'] ?? 0),
    committedAfter: BigInt(after['wsrep_last_committed'] ?? 0),
  };
}

const STATUS =
  'SHOW GLOBAL STATUS WHERE Variable_name IN ' +
  "('wsrep_cluster_status', 'wsrep_local_state_comment', 'wsrep_cluster_state_uuid', 'wsrep_last_committed')";
const VARIABLES =
  'SHOW GLOBAL VARIABLES WHERE Variable_name IN ' +
  "('wsrep_gtid_mode', 'wsrep_gtid_domain_id', 'gtid_binlog_pos')";

/**
 * Writes a transaction that changes nothing and is still replicated: a member whose GTIDs diverge shows it only
 * with the first write after its join. Needs the privilege CREATE on the database mysql.
 */
export async function writeMarker(session: { run(sql: string): Promise<unknown> }): Promise<void> {
  await session.run('CREATE DATABASE IF NOT EXISTS mysql');
}
