import type { WsrepFacts } from '../infra/mariadb/galera/wsrep-facts.ts';
import type { ReplicationFacts } from '../infra/mariadb/replication-facts.ts';
import type { ProcessIdentity } from '../infra/process/process-table.ts';
import type { DataState } from './data-state.ts';
import type { MongoFacts } from './mongo/mongo-facts.ts';

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
  /** Users whose password or rights somebody changed on the server. */
  readonly changedAccounts: readonly string[];
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
  /** null without a MongoDB server. */
  readonly mongo: MongoFacts | null;
  /** Members whose GTIDs diverge from the cluster's: what is wrong, by name. */
  readonly diverged: Readonly<Record<string, string>>;
}
