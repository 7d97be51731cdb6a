import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import type { MongoSession } from '../infra/mongo/client.ts';
import { type MongoConnector, mongoHosts } from '../infra/mongo/connector.ts';
import type { Finding } from './check.ts';
import { lookAtEach } from './look-at-hosts.ts';

/** A server that is down is reported after this long, not after the patience of a run. */
const SELECTION_MS = 5000;

/** Looks at every MongoDB server directly, as the administrator; at none if the environment has none. */
export async function lookAtMongoServers(
  context: Context,
  environment: LoadedEnvironment,
  look: (session: MongoSession, host: string) => Promise<Omit<Finding, 'host'>>,
): Promise<Finding[]> {
  let connecting: Promise<MongoConnector> | undefined;
  return lookAtEach(
    mongoHosts(environment).map(({ name }) => name),
    async (host) => {
      connecting ??= context.mongo('admin');
      await using session = await (await connecting).open({ host, selectionTimeoutMs: SELECTION_MS });
      return { host, ...(await look(session, host)) };
    },
  );
}
