import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { ServerAddress } from '../core/server-address.ts';
import type { WriterClient } from './client/writer-client.ts';
import type { DrillSite } from './drill-site.ts';
import type { Observer } from './observe/observer.ts';
import type { Soak } from './draw-rounds.ts';
import type { DrillPlan } from './plan-drill.ts';
import type { Workload } from './workload.ts';

export type DrillContext = Pick<
  Context,
  'runId' | 'argv' | 'stateDir' | 'clock' | 'signal' | 'emit' | 'environment' | 'mariadb'
>;

/** What was asked for on the command line. */
export interface DrillRequest {
  /** Crashes and hangs by default. */
  readonly faults: readonly string[] | undefined;
  readonly repeat: number;
  /** Draws rounds at random until the time is over, instead of `repeat`. */
  readonly soak: Soak | undefined;
  /** Compares the tables of all databases at the end, not only its own. */
  readonly full: boolean;
  readonly writers: number;
  /** Rows per second of all writers together. */
  readonly rate: number;
  readonly multiWriter: boolean;
  /** Loses rows on purpose, to see whether the drill finds it. */
  readonly control: boolean;
  /** What the clients connect to instead of the members, as the applications do. */
  readonly endpoint: ServerAddress | undefined;
  /** `insert-ledger` by default. */
  readonly workload: string | undefined;
  /** Drops what earlier drills have left. */
  readonly dropLeftovers: boolean;
}

/** A drill that is planned: the cluster was looked at, and nothing was changed. */
export interface Drill {
  readonly context: DrillContext;
  readonly request: DrillRequest;
  readonly site: DrillSite;
  readonly plan: DrillPlan;
  /** What the clients write and read. */
  readonly workload: Workload;
  readonly environment: string;
  readonly members: readonly string[];
  /** The member that the first replica replicates from; undefined without one. */
  readonly source: string | undefined;
  /** Asynchronous replicas, which must have all rows at the end. */
  readonly replicas: readonly string[];
  readonly database: string;
  /** Databases of drills that were killed or failed. */
  readonly leftovers: readonly string[];
  readonly profile: 'lan' | 'wan';
  readonly versions: Readonly<Record<string, string>>;
  /** A session as the account of drills, with its database if there is one. */
  readonly open: (host: string, database?: string) => Promise<MariadbConnection>;
  /** What a client writes to: members, or the endpoint alone. */
  readonly targets: readonly string[];
  readonly openTarget: (target: string) => Promise<MariadbConnection>;
}

/** A drill while its clients write. */
export interface RunningDrill extends Drill {
  readonly clients: readonly WriterClient[];
  readonly observer: Observer;
}

/** Milliseconds of the one clock that everything of a drill is measured with. */
export function nowMs({ context }: Pick<Drill, 'context'>): number {
  return context.clock.seconds() * 1000;
}
