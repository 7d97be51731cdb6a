import { AetherError } from '../core/errors.ts';
import type { Environment } from '../infra/config/environment-schema.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../infra/mariadb/connector.ts';
import { readWsrep } from '../infra/mariadb/galera/wsrep-facts.ts';
import { describeEndpoint } from '../infra/mariadb/endpoint.ts';

/**
 * The server that an earlier run used. `open`: it answers, and its sessions can be seen. `gone`: the cluster has gone on
 * without it, so that nothing that it runs can take effect any more. `unknown`: neither can be shown.
 */
export type EarlierServer =
  | ({ readonly state: 'open'; readonly connection: MariadbConnection } & AsyncDisposable)
  | { readonly state: 'gone' }
  | { readonly state: 'unknown'; readonly why: string };

/** Finds the server that the ledger calls so; `current` is the session of this run. */
export type OpenEarlierServer = (server: string, current: MariadbConnection) => Promise<EarlierServer>;

export function earlierServers(config: Environment, connector: MariadbConnector): OpenEarlierServer {
  return async (server, current) => {
    if (endpointOf(server) === endpointOf(describeEndpoint(current.endpoint)))
      return { state: 'open', connection: current, [Symbol.asyncDispose]: async () => undefined };
    const host = hostAt(config, server);
    if (host === undefined) return { state: 'unknown', why: 'the environment has no such host' };
    const session = await openOrNull(connector, host);
    if (session !== null)
      return { state: 'open', connection: session, [Symbol.asyncDispose]: () => session.close() };
    if (await isDropped(config, connector, host)) return { state: 'gone' };
    return { state: 'unknown', why: 'it does not answer, and the cluster has not dropped it' };
  };
}

/** `node1 (127.0.0.1:3306)` and `db1 (127.0.0.1:3306)` are one server, which two environment files call by two names. */
function endpointOf(server: string): string {
  return server.slice(server.lastIndexOf('(') + 1).replace(/\)$/, '');
}

function hostAt({ hosts, mariadb }: Environment, server: string): string | undefined {
  const found = Object.entries(hosts).find(([name, { address, ports }]) => {
    const port = ports?.mariadb ?? mariadb.port;
    return endpointOf(describeEndpoint({ name, address, port })) === endpointOf(server);
  });
  return found?.[0];
}

async function openOrNull(connector: MariadbConnector, host: string): Promise<MariadbConnection | null> {
  try {
    return await connector.open({ host });
  } catch (thrown) {
    const isAway =
      thrown instanceof AetherError &&
      ['MARIADB_UNREACHABLE', 'MARIADB_CONNECTION_LOST', 'MARIADB_NOT_READY'].includes(thrown.code);
    if (isAway) return null;
    throw thrown;
  }
}

/**
 * True if every member of the primary component answers, and that host is not one of them. They are counted, because a
 * member may call itself by another address than the environment file does.
 */
async function isDropped(config: Environment, connector: MariadbConnector, host: string): Promise<boolean> {
  const others = Object.entries(config.hosts)
    .filter(([name, { roles }]) => name !== host && roles.includes('galera'))
    .map(([name]) => name);
  const answers = await Promise.all(others.map(async (name) => askWsrep(connector, name)));
  const primary = answers.filter((wsrep) => wsrep?.clusterStatus === 'Primary');
  return primary.length > 0 && primary.every((wsrep) => wsrep?.clusterSize === primary.length);
}

async function askWsrep(connector: MariadbConnector, host: string) {
  const session = await openOrNull(connector, host);
  if (session === null) return null;
  await using asked = session;
  return await readWsrep(asked);
}
