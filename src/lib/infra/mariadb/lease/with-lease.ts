import { databasesOf } from '../../config/databases.ts';
import type { Context } from '../../context.ts';
import { runHolder } from '../../run-holder.ts';
import type { MariadbConnector } from '../connector.ts';
import { quoteQualified } from '../identifiers.ts';
import { createOutageTolerance, type OutageTolerance } from '../outage.ts';
import { acquireLease, type Lease } from './lease.ts';
import { leaseSession } from './lease-session.ts';

export interface LeaseRequest {
  /** What may be done by one run at a time, in 64 ASCII characters: `schema`, `ingest olist`. */
  readonly name: string;
  /** How long the lease outlives a holder that died; 15 s by default. */
  readonly ttlSeconds?: number;
  /** How long to wait for another holder; by default longer than a dead one's lease lives. */
  readonly waitSeconds?: number;
  /** The run's own, if it has one; by default that of the environment file. */
  readonly tolerance?: OutageTolerance;
}

const TTL_SECONDS = 15;

/**
 * Runs the work while this run alone, of all that use the environment's database, holds the lease of that name. The
 * lease has a session of its own, which is opened again after its server was away; it then goes on if nobody else has
 * taken it (its epoch says so). Throws LEASE_HELD if it does not get free in time.
 */
export async function withLease<Result>(
  context: Pick<Context, 'clock' | 'signal' | 'emit' | 'runId' | 'environment'>,
  connector: Pick<MariadbConnector, 'open'>,
  { name, ttlSeconds = TTL_SECONDS, waitSeconds, tolerance }: LeaseRequest,
  work: (lease: Lease) => Promise<Result>,
): Promise<Result> {
  const { config } = await context.environment();
  await using session = leaseSession(
    connector,
    tolerance ?? createOutageTolerance(context, config.limits.outage_tolerance),
  );
  await using lease = await acquireLease(context, session, {
    table: quoteQualified(databasesOf(config.mariadb.database).meta, 'lease'),
    name,
    holder: runHolder(context),
    ttlSeconds,
    waitSeconds: waitSeconds ?? ttlSeconds + 5,
  });
  return await work(lease);
}
