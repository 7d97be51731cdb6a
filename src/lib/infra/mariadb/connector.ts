import { readFile } from 'node:fs/promises';
import { didYouMean } from '../../core/suggest.ts';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import type { Environment } from '../config/environment-schema.ts';
import type { LoadedEnvironment } from '../config/load-environment.ts';
import type { AccountKey } from './accounts/account-table.ts';
import { openConnection, type MariadbConnection } from './connection.ts';
import type { MariadbEndpoint } from './endpoint.ts';
import {
  createWriterChoice,
  openOnWriter,
  type OpenHost,
  type WriterChoice,
} from './writer/open-on-writer.ts';

/** A key of `mariadb.accounts` in the environment file. */
export type AccountName = Exclude<AccountKey, 'backup' | 'replication'>;

export interface OpenOptions {
  /** A host's name in the environment file; the writer if none is given. */
  readonly host?: string;
  /** Instead of a host: an address that is not in the environment file, such as that of a proxy. */
  readonly at?: ServerAddress;
  readonly database?: string;
  readonly localInfile?: boolean;
  /** Instead of the run's own signal: a session that must still clean up after Ctrl-C has one of its own. */
  readonly signal?: AbortSignal;
  /** For a session on a given host: how long the link and the greeting may take. */
  readonly connectTimeoutMs?: number;
  /** The server ends a statement that takes longer. */
  readonly maxStatementSeconds?: number;
}

/** Opens sessions on the environment's MariaDB servers as one account. */
export interface MariadbConnector {
  /**
   * Opens a session on the given host, else on the writer: one server for all sessions of a run, so that Galera has
   * nothing to certify against itself. Throws what `openConnection` does; MARIADB_NOT_READY if no member takes writes.
   */
  open(options?: OpenOptions): Promise<MariadbConnection>;
}

/** What a connector uses of the context, which itself has the connector's type. */
interface Accounts {
  readonly runId: string;
  readonly signal: AbortSignal;
  environment(): Promise<LoadedEnvironment>;
  /** The writer that the run has chosen; a connector without one chooses for itself. */
  readonly writers?: WriterChoice;
}

/** Resolves the account's password and the CA once; throws ENVIRONMENT_INVALID where the account is not declared. */
export async function createConnector(context: Accounts, account: AccountName): Promise<MariadbConnector> {
  const environment = await context.environment();
  const { accounts, tls } = environment.config.mariadb;
  const login = accounts[account];
  if (login === undefined) {
    throw new AetherError(
      'ENVIRONMENT_INVALID',
      `mariadb.accounts.${account} is not in the environment file`,
      {
        hint: `declare it${didYouMean(account, Object.keys(accounts))} with user and password`,
      },
    );
  }
  const password = await environment.secret(login.password);
  const trust = tls.mode === 'off' ? null : { ca: await readCa(environment, tls.ca) };
  const { writers = createWriterChoice() } = context;
  return {
    open: (options = {}) => {
      const openAt = (place: Place, connectTimeoutMs: number | undefined) => {
        const endpoint: MariadbEndpoint = {
          ...place,
          user: login.user,
          password,
          tls: trust,
          ...(options.database === undefined ? {} : { database: options.database }),
        };
        return openConnection(endpoint, {
          signal: options.signal ?? context.signal,
          hurry: context.signal,
          runId: context.runId,
          localInfile: options.localInfile === true,
          ...(options.maxStatementSeconds === undefined
            ? {}
            : { maxStatementSeconds: options.maxStatementSeconds }),
          ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
        });
      };
      const { at } = options;
      if (at !== undefined) return openAt({ name: 'endpoint', ...at }, options.connectTimeoutMs);
      const openHost: OpenHost = (host, connectTimeoutMs) =>
        openAt(addressOf(environment.config, host), connectTimeoutMs);
      return options.host === undefined
        ? openOnWriter(writers, environment.config, openHost)
        : openHost(options.host, options.connectTimeoutMs);
    },
  };
}

type Place = Pick<MariadbEndpoint, 'name' | 'address' | 'port'>;

function addressOf(config: Environment, name: string): Place {
  const host = config.hosts[name];
  if (host === undefined) {
    throw new AetherError('USAGE', `no host "${name}"${didYouMean(name, Object.keys(config.hosts))}`);
  }
  return { name, address: host.address, port: host.ports?.mariadb ?? config.mariadb.port };
}

/** The authorities of the environment file; undefined for those that the system trusts. */
async function readCa(environment: LoadedEnvironment, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(environment.resolvePath(file), 'utf8');
  } catch (thrown) {
    const location = environment.locate(['mariadb', 'tls', 'ca']);
    const why = systemErrorCode(thrown) ?? 'unknown reason';
    throw new AetherError('ENVIRONMENT_INVALID', `mariadb.tls.ca: cannot read ${file} (${why})`, {
      hint: 'put the certificate of the authority there, or correct the path in the environment file',
      ...(location === undefined ? {} : { location }),
      cause: thrown,
    });
  }
}
