import type { MariadbConnection } from '../connection.ts';
import { showPairs } from '../show-pairs.ts';

/** What a server says about its place in a Galera cluster. */
export interface WsrepFacts {
  /** `Primary` if the node may write. */
  readonly clusterStatus: string;
  readonly clusterSize: number;
  /** `Synced`, `Joining`, `Donor/Desynced` … */
  readonly localState: string;
  readonly ready: boolean;
  /** Where clients reach the members of its view, as `address:port`; also of one that died and was not dropped yet. */
  readonly incomingAddresses: readonly string[];
  /** Somebody set wsrep_desync: it is `Donor/Desynced` without being a donor, until it is unset. */
  readonly desynced: boolean;
}

/** null if the server is not a Galera node. */
export async function readWsrep(session: Pick<MariadbConnection, 'query'>): Promise<WsrepFacts | null> {
  const variables = await showPairs(session, VARIABLES);
  if (variables['wsrep_on'] !== 'ON') return null;
  const status = await showPairs(session, "SHOW GLOBAL STATUS LIKE 'wsrep_%'");
  return {
    clusterStatus: status['wsrep_cluster_status'] ?? '',
    clusterSize: Number(status['wsrep_cluster_size'] ?? 0),
    localState: status['wsrep_local_state_comment'] ?? '',
    ready: status['wsrep_ready'] === 'ON',
    incomingAddresses: (status['wsrep_incoming_addresses'] ?? '').split(',').filter((each) => each !== ''),
    desynced: variables['wsrep_desync'] === 'ON',
  };
}

const VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_desync')";

/** True if the member may write, and serves. */
export function isInCluster(wsrep: WsrepFacts): boolean {
  // A donor serves the others and, with mariadb-backup, its own clients too.
  const serving = wsrep.localState === 'Synced' || wsrep.localState.startsWith('Donor');
  return wsrep.clusterStatus === 'Primary' && wsrep.ready && serving;
}

/** True if the member copies its data to another one, or gives it what it has missed. */
export function isDonor({ localState, desynced }: WsrepFacts): boolean {
  return localState.startsWith('Donor') && !desynced;
}
