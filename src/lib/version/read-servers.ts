import { AetherError } from '../core/errors.ts';
import { hostsWith, MARIADB_ROLES } from '../infra/config/hosts-with.ts';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import { mongoHosts } from '../infra/mongo/connector.ts';
import { readIdentity } from '../infra/mongo/server-identity.ts';

/** What one server says it is, or why it did not say it. */
export interface ServerVersion {
  readonly host: string;
  readonly kind: 'mariadb' | 'mongo';
  /** `MariaDB 11.8.9, Galera provider 26.4.23`; null if unknown. */
  readonly server: string | null;
  readonly reason: string | null;
}

export interface ServerVersions {
  readonly environment: string;
  readonly files: readonly string[];
  readonly servers: readonly ServerVersion[];
}

/** A server that is down is reported after this long. */
const TIMEOUT_MS = 3000;

type Needs = Pick<Context, 'argv' | 'variables' | 'environment' | 'mariadb' | 'mongo'>;

/** Asks every server of the environment for its version, side by side; null if no environment is at hand. */
export async function readServers(context: Needs): Promise<ServerVersions | null> {
  const environment = await environmentOrNone(context);
  if (environment === undefined) return null;
  const { config, files } = environment;
  const servers = await Promise.all([
    ...hostsWith(config, MARIADB_ROLES).map((host) =>
      tryToAsk(host, 'mariadb', () => askMariadb(context, host)),
    ),
    ...mongoHosts(environment).map(({ name }) => tryToAsk(name, 'mongo', () => askMongo(context, name))),
  ]);
  return { environment: config.name, files, servers };
}

async function environmentOrNone(context: Needs): Promise<LoadedEnvironment | undefined> {
  try {
    return await context.environment();
  } catch (thrown) {
    const isMissing = thrown instanceof AetherError && thrown.code === 'ENVIRONMENT_NOT_FOUND';
    if (isMissing && !isChosen(context)) return undefined;
    throw thrown;
  }
}

/** Somebody who names an environment wants to hear that it does not exist. */
function isChosen({ argv, variables }: Needs): boolean {
  return Boolean(variables['AETHER_ENV']) || argv.some((word) => /^--env(=|$)/.test(word));
}

async function tryToAsk(
  host: string,
  kind: ServerVersion['kind'],
  ask: () => Promise<string>,
): Promise<ServerVersion> {
  try {
    return { host, kind, server: await ask(), reason: null };
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
    return { host, kind, server: null, reason: thrown.message };
  }
}

async function askMariadb(context: Needs, host: string): Promise<string> {
  const connector = await context.mariadb('admin');
  await using connection = await connector.open({ host, connectTimeoutMs: TIMEOUT_MS });
  const [row] = await connection.query<{ version: string }>('SELECT VERSION() AS version');
  const [provider] = await connection.query<{ value: string }>(
    "SELECT VARIABLE_VALUE AS value FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'WSREP_PROVIDER_VERSION'",
  );
  const version = `MariaDB ${row?.version ?? ''}`;
  return provider === undefined || provider.value === ''
    ? version
    : `${version}, Galera provider ${provider.value.replace(/\(.*$/, '')}`;
}

async function askMongo(context: Needs, host: string): Promise<string> {
  const connector = await context.mongo('admin');
  await using session = await connector.open({ host, selectionTimeoutMs: TIMEOUT_MS });
  return (await readIdentity(session)).label;
}
