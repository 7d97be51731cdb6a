import { AetherError } from '../core/errors.ts';
import { formatServerAddress, type ServerAddress } from '../core/server-address.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../infra/mariadb/connector.ts';
import type { Drill } from './drill.ts';
import { showPairs } from '../infra/mariadb/show-pairs.ts';

const CONNECT_TIMEOUT_MS = 5000;

/**
 * Throws USAGE if the endpoint leads to servers of another cluster: the clients would write there, and every row would be lost
 * here. Throws what opening a session throws if nothing answers.
 */
export async function requireSameCluster(
  endpoint: ServerAddress,
  connector: MariadbConnector,
  openMember: () => Promise<MariadbConnection>,
): Promise<void> {
  await using there = await connector.open({ at: endpoint, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  await using here = await openMember();
  if ((await clusterOf(there)) === (await clusterOf(here))) return;
  const name = formatServerAddress(endpoint);
  throw new AetherError('USAGE', `--endpoint ${name} does not lead to a member of this cluster`, {
    hint: 'give the address at which the applications reach the members of the environment',
  });
}

/** What the clients of a drill connect to: the members by their names, or the endpoint alone by its address. */
export function clientsOf(
  at: ServerAddress | undefined,
  { members, connector, database, open }: ClientParts,
): Pick<Drill, 'targets' | 'openTarget'> & { readonly endpoint: string | undefined } {
  if (at === undefined)
    return { endpoint: undefined, targets: members, openTarget: (member) => open(member, database) };
  const endpoint = formatServerAddress(at);
  const openTarget = () => connector.open({ at, connectTimeoutMs: CONNECT_TIMEOUT_MS, database });
  return { endpoint, targets: [endpoint], openTarget };
}

interface ClientParts extends Pick<Drill, 'members' | 'database' | 'open'> {
  readonly connector: MariadbConnector;
}

async function clusterOf(session: MariadbConnection): Promise<string> {
  const name = 'wsrep_cluster_state_uuid';
  return (await showPairs(session, `SHOW GLOBAL STATUS LIKE '${name}'`))[name] ?? 'none';
}
