import type { Clock } from '../../core/clock.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { readMemberGtid, type MemberGtid } from '../../infra/mariadb/galera/member-gtid.ts';
import { showPairs } from '../../infra/mariadb/show-pairs.ts';

/** What one member says about itself and the cluster at one moment. Sizes in bytes, times in seconds. */
export interface MemberSample {
  readonly version: string;
  readonly cluster_status: string;
  readonly cluster_size: number;
  /** The number of the view; members of one component have the same. */
  readonly conf_id: number;
  /** Members with another one are in another cluster. */
  readonly cluster_uuid: string;
  readonly local_state: string;
  readonly ready: boolean;
  /** Somebody set wsrep_desync. */
  readonly desynced: boolean;
  readonly receive_queue: number;
  readonly send_queue: number;
  /** The whole cluster waits. */
  readonly flow_control_active: boolean;
  /** This member is the one that asks the others to wait. */
  readonly flow_control_requested: boolean;
  readonly last_committed: number;
  readonly gtid_binlog_pos: string;
  readonly gtid_domain_id: string;
  /** Until the certificate of the server expires; null without TLS. */
  readonly certificate_seconds: number | null;
  /** How far its clock is from that of this machine, at least; 0 within the time that the question took. */
  readonly clock_skew_seconds: number;
  readonly data_directory: string;
  /** Comparable with those of the others; null if it is not Synced in the primary component. */
  readonly gtid: MemberGtid | null;
}

/** Asks one member, with SHOW alone, as one outside of the primary component answers nothing else. */
export async function readMember(
  session: Pick<MariadbConnection, 'query'>,
  member: string,
  clock: Pick<Clock, 'now'>,
): Promise<MemberSample> {
  const gtid = await readMemberGtid(session, member);
  const status = await showPairs(session, STATUS);
  const before = clock.now().getTime() / 1000;
  const variables = await showPairs(session, VARIABLES);
  const after = clock.now().getTime() / 1000;
  const text = (name: string) => status[name] ?? '';
  return {
    version: variables['version'] ?? '',
    cluster_status: text('wsrep_cluster_status'),
    cluster_size: Number(text('wsrep_cluster_size')),
    conf_id: Number(text('wsrep_cluster_conf_id')),
    cluster_uuid: text('wsrep_cluster_state_uuid'),
    local_state: text('wsrep_local_state_comment'),
    ready: text('wsrep_ready') === 'ON',
    desynced: variables['wsrep_desync'] === 'ON',
    receive_queue: Number(text('wsrep_local_recv_queue')),
    send_queue: Number(text('wsrep_local_send_queue')),
    flow_control_active: text('wsrep_flow_control_active') === 'true',
    flow_control_requested: text('wsrep_flow_control_requested') === 'true',
    last_committed: Number(text('wsrep_last_committed')),
    gtid_binlog_pos: variables['gtid_binlog_pos'] ?? '',
    gtid_domain_id: variables['wsrep_gtid_domain_id'] ?? '',
    certificate_seconds: secondsUntil(text('Ssl_server_not_after'), after),
    clock_skew_seconds: skewOf(before, Number(variables['timestamp']), after),
    data_directory: variables['datadir'] ?? '',
    gtid,
  };
}

/** Of a moment as OpenSSL writes it: `Nov 26 23:20:19 2036 GMT`. */
function secondsUntil(text: string, now: number): number | null {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000 - now;
}

/** It was read at some moment in between; negative if it runs behind. */
function skewOf(before: number, read: number, after: number): number {
  if (read < before) return read - before;
  return Math.max(0, read - after);
}

const STATUS =
  'SHOW GLOBAL STATUS WHERE Variable_name IN ' +
  "('wsrep_cluster_status', 'wsrep_cluster_size', 'wsrep_cluster_conf_id', 'wsrep_cluster_state_uuid', " +
  "'wsrep_local_state_comment', 'wsrep_ready', 'wsrep_local_recv_queue', 'wsrep_local_send_queue', " +
  "'wsrep_flow_control_active', 'wsrep_flow_control_requested', 'wsrep_last_committed', 'Ssl_server_not_after')";
// Not GLOBAL: the time is a variable of the session.
const VARIABLES =
  'SHOW VARIABLES WHERE Variable_name IN ' +
  "('version', 'datadir', 'timestamp', 'wsrep_desync', 'gtid_binlog_pos', 'wsrep_gtid_domain_id')";
