import type { FaultInjector } from '../infra/fault/fault-injector.ts';

/** Where a drill runs: how its faults are injected, and what may be broken there. */
export interface DrillSite {
  readonly injector: FaultInjector;
  /** A sandbox or a lab: nobody's data are at risk, so that everything may be broken. */
  readonly isDisposable: boolean;
  /** Works while nobody else provisions, recovers or breaks the members. Throws LOCKED or HOST_LOCKED. */
  exclusively<Result>(members: readonly string[], work: () => Promise<Result>): Promise<Result>;
  /** Brings a cluster back in which no member may write; undefined if the injector does that as it heals. */
  readonly recover?: () => Promise<void>;
}
