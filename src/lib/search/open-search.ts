import { databasesOf } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { searchSettings, type SearchSettings } from './search-settings.ts';
import { requireSearchTables } from './store/require-schema.ts';

export type SearchContext = Pick<
  Context,
  'environment' | 'mariadb' | 'emit' | 'clock' | 'signal' | 'runId' | 'stateDir' | 'prompt'
>;

/** A session of the account "search" in the business database, and what the environment says about searching. */
export interface SearchSession extends AsyncDisposable {
  readonly connection: MariadbConnection;
  readonly settings: SearchSettings;
  readonly stateDir: string;
}

/** Throws SCHEMA_MISSING, and what opening a session throws. */
export async function openSearch(
  context: Pick<Context, 'environment' | 'mariadb' | 'stateDir'>,
): Promise<SearchSession> {
  const environment = await context.environment();
  const connector = await context.mariadb('search');
  const { data } = databasesOf(environment.config.mariadb.database);
  const connection = await connector.open({ database: data });
  try {
    await requireSearchTables(connection);
  } catch (thrown) {
    connection.destroy();
    throw thrown;
  }
  return {
    connection,
    settings: searchSettings(environment),
    stateDir: context.stateDir,
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
