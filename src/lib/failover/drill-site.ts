import type { FaultInjector } from '../infra/fault/fault-injector.ts';

/** `warn` alone leaves a cluster healthy; what could not be asked is `unknown`, which does not. */
export interface SiteProblem {
  readonly severity: 'fail' | 'unknown' | 'warn';
  /** null if it is of the cluster as a whole. */
  readonly member: string | null;
  readonly message: string;
  readonly hint: string | null;
}

/** What is different in the tables of all databases. */
export interface SiteTables {
  /** How many have the same rows on all servers. */
  readonly equal: number;
  /** Tables that somebody writes to, so that there was no moment to compare them at. */
  readonly busy: readonly string[];
  readonly differences: readonly {
    readonly member: string;
    readonly what: string;
    readonly problem: string;
  }[];
}

/** Where a drill runs: how its faults are injected, and what may be broken there. */
export interface DrillSite {
  readonly injector: FaultInjector;
  /** A sandbox or a lab: nobody's data are at risk, so that everything may be broken. */
  readonly isDisposable: boolean;
  /** Works while nobody else provisions, recovers or breaks the members. Throws LOCKED or HOST_LOCKED. */
  exclusively<Result>(members: readonly string[], work: () => Promise<Result>): Promise<Result>;
  /** What is wrong with the cluster now, as `aether cluster status` finds it. Changes nothing. */
  problems(): Promise<readonly SiteProblem[]>;
  /** Compares the rows of the tables of all databases on the members and on these replicas. Changes nothing. */
  compareTables(replicas: readonly string[]): Promise<SiteTables>;
  /**
   * Brings a cluster back in which no member may write, and its members; undefined if the injector does that as it heals. Goes
   * on to its end after Ctrl-C.
   * @param blank a member that has lost its data: it does not count as long as no member may write, and joins last
   */
  readonly recover?: (blank?: string) => Promise<void>;
}
