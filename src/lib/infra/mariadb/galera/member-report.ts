/** What a member of the environment file was found to be, before anything is decided. */
export interface MemberReport {
  readonly member: string;
  /** Where the others find it, as in wsrep_cluster_address: an address without port. */
  readonly address: string;
  /** `unreachable`: nobody knows. `stopped`: its server does not run, or is not installed. */
  readonly server: 'unreachable' | 'stopped' | 'running';
  readonly data: MemberData;
  /** What a running server says; undefined if it does not answer, or is not a Galera node. */
  readonly wsrep?: LiveMember;
  /** Another one after each start of the server; undefined if nobody asked. */
  readonly startId?: string | undefined;
  /** Addresses of members that its configuration and its cluster know, without ports. */
  readonly knownAddresses: readonly string[];
}

/**
 * `blank`: nobody's data, as after the installation. `history`: of a Galera cluster, at a position; `unclear` if its server
 * did not stop cleanly and InnoDB was not asked yet, `unreadable` if it was asked and has none. `foreign`: databases, but of no
 * cluster. `unmounted`: nobody knows, as the disk that has them is not mounted.
 */
export type MemberData =
  | { readonly kind: 'blank' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unmounted' }
  | { readonly kind: 'history'; readonly uuid: string; readonly seqno: Seqno };

export type Seqno = bigint | 'unclear' | 'unreadable';

export interface LiveMember {
  /** `Primary` if the member may write. */
  readonly clusterStatus: string;
  readonly clusterUuid: string;
  readonly clusterSize: number;
  /** `Synced`, `Joining`, `Donor/Desynced` … */
  readonly localState: string;
  /** Somebody set wsrep_desync. */
  readonly desynced?: boolean;
  readonly lastCommitted: bigint;
  /** The oldest write-set that it can still give; undefined if it has none. */
  readonly cachedDownTo: bigint | undefined;
  /** Why it takes no writes now, in words that follow its name; undefined if it does. */
  readonly notWriter?: string | undefined;
}

/**
 * True if the member could not apply what all others have applied: Galera then closes its connection, erases the position in
 * grastate.dat, and lets the server run without a cluster until somebody restarts it.
 */
export function isInconsistent({ localState }: { readonly localState: string }): boolean {
  return localState === 'Inconsistent';
}

/** What is said of it, after its name. */
export const LEFT_INCONSISTENT = 'found itself inconsistent with the cluster and left it';

/** True if the member may write. */
export function isPrimary({ wsrep }: MemberReport): boolean {
  return wsrep?.clusterStatus === 'Primary';
}

/** The UUID that a server writes which has never been in a cluster, or whose copy was cut off. */
export const NO_HISTORY = '00000000-0000-0000-0000-000000000000';
