import { databasesOf } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { OpenOptions } from '../infra/mariadb/connector.ts';
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

type Needs = Pick<Context, 'environment' | 'mariadb' | 'stateDir'>;

/** A search that takes longer is ended by the server: it must not be a way to keep a shop's database busy. */
const MOST_SECONDS = 10;

/**
 * For `openIndex`, which looks for the tables if it cannot read them: to ask for them first would take as long as a search
 * in words. Throws what opening a session throws.
 */
export async function openForQueries(context: Needs): Promise<SearchSession> {
  return open(context, { maxStatementSeconds: MOST_SECONDS });
}

/** Throws SCHEMA_MISSING, and what opening a session throws. */
export async function openSearch(context: Needs): Promise<SearchSession> {
  const session = await open(context, {});
  try {
    await requireSearchTables(session.connection);
  } catch (thrown) {
    session.connection.destroy();
    throw thrown;
  }
  return session;
}

async function open(context: Needs, options: OpenOptions): Promise<SearchSession> {
  const environment = await context.environment();
  const connector = await context.mariadb('search');
  const { data } = databasesOf(environment.config.mariadb.database);
  const connection = await connector.open({ ...options, database: data });
  return {
    connection,
    settings: searchSettings(environment),
    stateDir: context.stateDir,
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
