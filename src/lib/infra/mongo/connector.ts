import { readFile } from 'node:fs/promises';
import { didYouMean } from '../../core/suggest.ts';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { hostsWith } from '../config/hosts-with.ts';
import type { LoadedEnvironment } from '../config/load-environment.ts';
import type { MongoAccountName } from './account-table.ts';
import type { MongoSession } from './client.ts';
import type { MongoEndpoint, MongoHost } from './endpoint.ts';

export interface OpenMongoOptions {
  /** A host's name in the environment file: that server is asked directly. Else the primary of the deployment. */
  readonly host?: string;
  readonly selectionTimeoutMs?: number;
}

/** Opens clients on the environment's MongoDB deployment as one account. */
export interface MongoConnector {
  open(options?: OpenMongoOptions): Promise<MongoSession>;
}

interface Accounts {
  readonly runId: string;
  readonly signal: AbortSignal;
  environment(): Promise<LoadedEnvironment>;
}

/** Resolves password and CA once. Throws ENVIRONMENT_INVALID if there is no deployment or no such account. */
export async function createMongoConnector(
  context: Accounts,
  account: MongoAccountName,
): Promise<MongoConnector> {
  const environment = await context.environment();
  const { mongo } = environment.config;
  const hosts = mongoHosts(environment);
  if (mongo === undefined || hosts.length === 0) throw noDeployment();
  const login = mongo.accounts[account];
  if (login === undefined) {
    throw new AetherError('ENVIRONMENT_INVALID', `mongo.accounts.${account} is not in the environment file`, {
      hint: `declare it${didYouMean(account, Object.keys(mongo.accounts))} with user and password`,
    });
  }
  const base: Omit<MongoEndpoint, 'hosts'> = {
    user: login.user,
    password: await environment.secret(login.password),
    tls: mongo.tls.mode === 'off' ? null : { ca: await readCa(environment, mongo.tls.ca) },
    database: mongo.database,
    ...(mongo.replica_set === undefined ? {} : { replicaSet: mongo.replica_set }),
  };
  return {
    open: async ({ host, selectionTimeoutMs } = {}) => {
      // The driver is large: only a command that talks to MongoDB loads it.
      const { openMongo } = await import('./client.ts');
      const endpoint: MongoEndpoint =
        host === undefined
          ? { ...base, hosts }
          : { ...base, hosts: hosts.filter(({ name }) => name === host), isDirect: true };
      return openMongo(endpoint, {
        signal: context.signal,
        runId: context.runId,
        ...(selectionTimeoutMs === undefined ? {} : { selectionTimeoutMs }),
      });
    },
  };
}

/** The servers of the environment's deployment, in the order of the file. */
export function mongoHosts({ config }: Pick<LoadedEnvironment, 'config'>): MongoHost[] {
  const { mongo } = config;
  if (mongo === undefined) return [];
  return hostsWith(config, ['mongo']).flatMap((name) => {
    const host = config.hosts[name];
    return host === undefined ? [] : [{ name, address: host.address, port: host.ports.mongo ?? mongo.port }];
  });
}

function noDeployment(): AetherError {
  return new AetherError('ENVIRONMENT_INVALID', 'the environment file has no MongoDB server', {
    hint: 'add the section mongo and a host with the role mongo; locally run "aether sandbox up --mongo"',
  });
}

async function readCa(environment: LoadedEnvironment, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(environment.resolvePath(file), 'utf8');
  } catch (thrown) {
    const location = environment.locate(['mongo', 'tls', 'ca']);
    const why = systemErrorCode(thrown) ?? 'unknown reason';
    throw new AetherError('ENVIRONMENT_INVALID', `mongo.tls.ca: cannot read ${file} (${why})`, {
      hint: 'put the certificate of the authority there, or correct the path in the environment file',
      ...(location === undefined ? {} : { location }),
      cause: thrown,
    });
  }
}
