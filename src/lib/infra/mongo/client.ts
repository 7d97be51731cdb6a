import { type Db, type Document, MongoClient, type MongoClientOptions } from 'mongodb';
import { throwIfAborted, toAetherError } from '../../core/errors.ts';
import { mapMongoError } from './driver-error.ts';
import { hostAndPort, type MongoEndpoint } from './endpoint.ts';

export interface MongoOptions {
  /** Aborting it ends what is under way on every connection of this client, and rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Shown by the server's log and currentOp, so that a DBA sees whose operation it is. */
  readonly runId: string;
  /** How long a server may take to be found; 10 s by default. */
  readonly selectionTimeoutMs?: number;
}

/** One client: a pool of connections to one deployment, with one account. */
export interface MongoSession extends AsyncDisposable {
  readonly endpoint: MongoEndpoint;
  /** The database of the endpoint. Writes are acknowledged by the majority and are in the journal. */
  readonly db: Db;
  /** Another database of the deployment. */
  database(name: string): Db;
  /** Runs an operation of the driver; what it throws is one of our errors. */
  call<Result>(operation: () => Promise<Result>): Promise<Result>;
  /** Runs a command on a database, by default `admin`. */
  command(command: Document, database?: string): Promise<Document>;
  close(): Promise<void>;
}

const SELECTION_MS = 10_000;
/** With a heartbeat a second, a server that stopped answering is noticed within seven seconds (measured with SIGSTOP). */
const CONNECT_MS = 5000;
const HEARTBEAT_MS = 1000;
/** Longer than any single operation of ours may take: those have a limit of their own on the server. */
const SOCKET_MS = 300_000;

/**
 * Logs in (SCRAM-SHA-256) and asks the deployment whether it answers.
 * Throws MONGO_UNREACHABLE, MONGO_ACCESS_DENIED or MONGO_TLS.
 */
export async function openMongo(endpoint: MongoEndpoint, options: MongoOptions): Promise<MongoSession> {
  const { signal } = options;
  throwIfAborted(signal);
  const client = new MongoClient(connectionString(endpoint), clientOptions(endpoint, options));
  const end = () => void client.close(true).catch(() => undefined);
  signal.addEventListener('abort', end, { once: true });
  const call: MongoSession['call'] = async (operation) => {
    throwIfAborted(signal);
    try {
      return await operation();
    } catch (thrown) {
      if (signal.aborted) throw toAetherError(signal.reason);
      throw mapMongoError(thrown, endpoint);
    }
  };
  const close = async () => {
    signal.removeEventListener('abort', end);
    await client.close().catch(() => undefined);
  };
  const session: MongoSession = {
    endpoint,
    db: client.db(endpoint.database),
    database: (name) => client.db(name),
    call,
    command: async (command, database = 'admin') => call(async () => client.db(database).command(command)),
    close,
    [Symbol.asyncDispose]: close,
  };
  try {
    await call(async () => client.connect());
    await session.command({ ping: 1 });
    return session;
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Without credentials: those are handed over as options, so that no text has them. */
function connectionString({ hosts }: MongoEndpoint): string {
  return `mongodb://${hosts.map((host) => hostAndPort(host)).join(',')}/`;
}

function clientOptions(endpoint: MongoEndpoint, options: MongoOptions): MongoClientOptions {
  const { user, password, tls, replicaSet, isDirect } = endpoint;
  return {
    appName: `aether run=${options.runId}`,
    ...(user === ''
      ? {}
      : { auth: { username: user, password }, authSource: 'admin', authMechanism: 'SCRAM-SHA-256' as const }),
    ...(replicaSet === undefined || isDirect === true ? {} : { replicaSet }),
    ...(isDirect === true ? { directConnection: true } : {}),
    ...(tls === null ? { tls: false } : { tls: true, ...(tls.ca === undefined ? {} : { ca: tls.ca }) }),
    serverSelectionTimeoutMS: options.selectionTimeoutMs ?? SELECTION_MS,
    connectTimeoutMS: CONNECT_MS,
    heartbeatFrequencyMS: HEARTBEAT_MS,
    socketTimeoutMS: SOCKET_MS,
    writeConcern: { w: 'majority', journal: true },
    readPreference: 'primary',
    retryWrites: true,
  };
}
