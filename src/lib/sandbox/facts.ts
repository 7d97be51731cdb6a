import type { ProcessIdentity } from '../infra/process/process-table.ts';

/** `draft`: an installation that was not finished. */
export type DataState = 'absent' | 'draft' | 'complete';

export interface WsrepFacts {
  /** `Primary` where the node may write. */
  readonly clusterStatus: string;
  readonly clusterSize: number;
  /** `Synced`, `Joining`, `Donor/Desynced` … */
  readonly localState: string;
  readonly ready: boolean;
}

export interface ReplicationFacts {
  /** `Yes`, `No`, `Connecting`; both null where the server follows nobody. */
  readonly io: string | null;
  readonly sql: string | null;
  readonly lagSeconds: number | null;
  /** Numbers of the errors that stopped the threads; 0 for none. */
  readonly ioErrno: number;
  readonly sqlErrno: number;
}

/** What a running server says to an administrator. */
export type ServerFacts =
  | {
      readonly kind: 'answers';
      readonly version: string;
      readonly wsrep: WsrepFacts | null;
      readonly replication: ReplicationFacts;
    }
  /**
   * `denied`: other passwords. `tls`: another certificate. `socketless`: it listens on a socket that somebody removed.
   * `silent`: starting, busy with a transfer, or hung.
   */
  | { readonly kind: 'denied' | 'tls' | 'socketless' | 'silent'; readonly reason: string };

export interface NodeFacts {
  readonly data: DataState;
  /** The option file on disk is what would be written now. */
  readonly configMatches: boolean;
  readonly process: ProcessIdentity | null;
  /** null where no process runs. */
  readonly server: ServerFacts | null;
  /** What an interrupted run left behind: installers, copies, ends of a state transfer. */
  readonly strays: readonly ProcessIdentity[];
}

/** All that a plan is made from. */
export interface SandboxFacts {
  /** undefined where authority and certificate can be used. */
  readonly tlsProblem: string | undefined;
  readonly missingPasswords: readonly string[];
  /** The servers were given these passwords, and the rights that this version of aether needs. */
  readonly accountsMatch: boolean;
  readonly environmentMatches: boolean;
  readonly nodes: Readonly<Record<string, NodeFacts>>;
}

/** True where the member may write, and serves. */
export function isInCluster(wsrep: WsrepFacts): boolean {
  // A donor serves the others and, with mariadb-backup, its own clients too.
  const serving = wsrep.localState === 'Synced' || wsrep.localState.startsWith('Donor');
  return wsrep.clusterStatus === 'Primary' && wsrep.ready && serving;
}
