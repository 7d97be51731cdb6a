import { AetherError } from '../../core/errors.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { openDurableSession } from '../../infra/mariadb/durable-session.ts';
import type { Lease } from '../../infra/mariadb/lease/lease.ts';
import { withLease } from '../../infra/mariadb/lease/with-lease.ts';
import { createOutageTolerance } from '../../infra/mariadb/outage.ts';

export type EmbedContext = Pick<
  Context,
  'environment' | 'mariadb' | 'emit' | 'clock' | 'signal' | 'runId' | 'confirm'
>;

/** A session of the account "search" in the business database. */
export interface EmbedSession extends AsyncDisposable {
  readonly connection: MariadbConnection;
  readonly environment: LoadedEnvironment;
  readonly metaDatabase: string;
}

/**
 * Opens a session that outlives an outage of the server, and Ctrl-C: what was paid for is still written down. Whoever
 * works with it looks at the signal between two units. Throws SCHEMA_MISSING.
 */
export async function openEmbed(context: EmbedContext): Promise<EmbedSession> {
  const environment = await context.environment();
  const { data, meta } = databasesOf(environment.config.mariadb.database);
  const connector = await context.mariadb('search');
  const { signal } = new AbortController();
  const connection = await openDurableSession({
    tolerance: createOutageTolerance(context, environment.config.limits.outage_tolerance),
    open: () => connector.open({ database: data, signal }),
  });
  try {
    await requireTables(connection, meta);
  } catch (thrown) {
    connection.destroy();
    throw thrown;
  }
  return {
    connection,
    environment,
    metaDatabase: meta,
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

/** Looks for the youngest column of the tables. */
async function requireTables(connection: MariadbConnection, meta: string): Promise<void> {
  const rows = await connection.query(
    "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'embedding_space' AND column_name = 'vector_table'",
  );
  if (rows.length > 0) return;
  throw new AetherError(
    'SCHEMA_MISSING',
    `${connection.endpoint.database ?? meta} does not have the tables for embeddings, or not all of them`,
    {
      hint: 'run: aether schema apply',
    },
  );
}

/** Runs the work while no other run of the environment embeds, swaps or deletes spaces. Throws LEASE_HELD. */
export async function aloneWithSpaces<Result>(
  context: EmbedContext,
  work: (lease: Lease) => Promise<Result>,
): Promise<Result> {
  return withLease(context, await context.mariadb('search'), { name: 'embed' }, work);
}
