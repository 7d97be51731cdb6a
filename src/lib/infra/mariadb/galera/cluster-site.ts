import type { MariadbConnection } from '../connection.ts';
import type { GaleraPosition } from './galera-position.ts';
import type { MemberReport } from './member-report.ts';

/** A session on a member as an administrator. */
export interface MemberSession extends AsyncDisposable {
  query: MariadbConnection['query'];
  run(sql: string): Promise<unknown>;
}

/**
 * The server of one member as it is asked, stopped and started: over SSH on a machine, or as a process of the sandbox. What
 * changes something may be called again after it was cut off at any point.
 */
export interface MemberControl {
  readonly member: string;
  /** Where clients reach it, as `address:port`. */
  readonly clientAddress: string;
  /** What it is now. Never throws for what a member can be like: `unreachable` is an answer. */
  report(): Promise<MemberReport>;
  /** Stops the server and keeps everybody from starting it. Returns when its process is gone, and throws if it does not go. */
  hold(): Promise<void>;
  /**
   * Copies the files with its position aside, for whoever wants to know later what was there, and removes every mark that could
   * bootstrap this member, or let it form a cluster with those that it remembers. Returns where the copies are. Only after `hold`.
   */
  savePosition(): Promise<string>;
  /** Where it is in the history of its cluster; undefined if nobody can say. Only after `hold`. */
  readPosition(): Promise<GaleraPosition | undefined>;
  /** Moves its data directory aside and returns where it is; nothing is erased. Only after `hold`. */
  setAside(): Promise<string>;
  /** Releases it, and starts it as the first member of the cluster. */
  bootstrap(position: GaleraPosition): Promise<void>;
  /** Releases it, and starts it as a member that joins the others. */
  join(): Promise<void>;
  /**
   * Restarts its machine and releases the server, which joins the others as it boots; returns once the machine has booted and
   * the server runs. Only after `hold`. undefined if there is no machine of its own.
   */
  reboot?(): Promise<void>;
  /** Throws if it does not answer. The signal of the run ends its statements, unless another one is given. */
  open(signal?: AbortSignal): Promise<MemberSession>;
}

/** All members of a cluster, and how one run works on them alone. */
export interface ClusterSite {
  /** The name of the environment, which is typed to confirm. */
  readonly name: string;
  /** In the order of the environment file. */
  readonly members: readonly MemberControl[];
  /** Works while nobody else does on these members. `fence` throws if another run has taken over. */
  exclusively<Result>(
    members: readonly string[],
    work: (fence: () => Promise<void>) => Promise<Result>,
  ): Promise<Result>;
  /** Why a member that cannot be asked certainly does not run, such as `its machine is off`; undefined if nobody knows. */
  proveOff(member: string): Promise<string | undefined>;
}
