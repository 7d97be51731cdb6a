import { type Duplex, Readable } from 'node:stream';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import { connect, isIP } from 'node:net';
import mysql, { type ConnectionOptions, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { AetherError, throwIfAborted, toAetherError } from '../../core/errors.ts';
import { mapDriverError } from './driver-error.ts';
import { type AskServer, explainRefusal } from './explain-refusal.ts';
import { infilePackets } from './infile-packets.ts';
import { identifyServer, killOnServer, type KillScope, type SessionOnServer } from './kill-on-server.ts';
import { streamRows } from './stream-rows.ts';
import { describeEndpoint, type MariadbEndpoint } from './endpoint.ts';

/** What a statement without a result set did. */
export interface WriteResult {
  readonly affectedRows: number;
  readonly insertId: string;
  /** How many warnings the server counted; at most 65,535. */
  readonly warnings: number;
  /** `Records: 5  Deleted: 0  Skipped: 1  Warnings: 1` after LOAD DATA and INSERT ... SELECT, else empty. */
  readonly info: string;
}

export type SqlValue = string | number | bigint | boolean | Date | Buffer | null;

/**
 * One session on one server. BIGINT, decimals, dates and JSON arrive as strings, so that no digit is lost; a count
 * that is wanted as a number is selected as `CAST(… AS DOUBLE)`, exact up to 2^53.
 */
export interface MariadbConnection extends AsyncDisposable {
  readonly endpoint: MariadbEndpoint;
  /** The server's id of this session, as in its processlist. */
  readonly threadId: number;
  query<Row extends object>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** The rows of a SELECT as they arrive, as lists of values; a reader that stops early ends the session. */
  stream(sql: string): AsyncIterable<readonly SqlValue[]>;
  /** The names of the columns that a SELECT gives; runs it with no rows. */
  columnsOf(select: string): Promise<string[]>;
  run(sql: string, values?: readonly SqlValue[]): Promise<WriteResult>;
  /** Runs a LOAD DATA LOCAL statement fed with these blocks; the file name that the server asks for is ignored. */
  load(sql: string, blocks: Iterable<Buffer>): Promise<WriteResult>;
  /** BEGIN, the work, COMMIT; ROLLBACK where the work throws. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
  /** Drops the link at once; the server rolls back what was open. */
  destroy(): void;
}

export interface SessionOptions {
  /** Aborting it sends KILL QUERY for the running statement and rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Put into a comment before every statement, so that the processlist tells whose it is. */
  readonly runId: string;
  /** Lets the server ask for a local file; only for sessions that load data. */
  readonly localInfile?: boolean;
  readonly connectTimeoutMs?: number;
  /** The server ends a statement that takes longer; without it the server's own limit holds. */
  readonly maxStatementSeconds?: number;
  /** Once it is aborted, opening the session may take only a moment more. By default `signal`, which ends it at once. */
  readonly hurry?: AbortSignal;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A server that vanished without a word is noticed a quarter of an hour later, and not only after two hours. */
const KEEP_ALIVE_MS = 30_000;
/** What is left to write after Ctrl-C waits for a server that answers, not for one that is away. */
const HURRIED_CONNECT_MS = 500;

/**
 * Strict everywhere: a value that does not fit is an error, never a silent change. The ten minutes are for work that reads
 * a file while its transaction is open; a session that was idle for longer is replaced.
 */
const SESSION_SETUP =
  "SET SESSION sql_mode='STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'," +
  " time_zone='+00:00', autocommit=1, wait_timeout=GREATEST(@@SESSION.wait_timeout, 600)";

/**
 * Logs in over TLS with the server's certificate verified.
 * Throws MARIADB_UNREACHABLE, MARIADB_ACCESS_DENIED or MARIADB_TLS.
 */
export async function openConnection(
  endpoint: MariadbEndpoint,
  options: SessionOptions,
): Promise<MariadbConnection> {
  throwIfAborted(options.signal);
  using link = openLink(endpoint, options);
  let driver: mysql.Connection;
  try {
    driver = await mysql.createConnection({ ...driverOptions(endpoint, options), stream: () => link.socket });
  } catch (thrown) {
    throwIfAborted(options.signal);
    throw mapDriverError(thrown, endpoint);
  }
  const { maxStatementSeconds: limit } = options;
  const setup = limit === undefined ? SESSION_SETUP : `${SESSION_SETUP}, max_statement_time=${limit}`;
  try {
    verifyAddress(driver, endpoint);
    await driver.query(setup);
    return createSession(driver, endpoint, options, await identifyServer(driver));
  } catch (thrown) {
    driver.destroy();
    throwIfAborted(options.signal);
    throw mapDriverError(thrown, endpoint, setup);
  }
}

/** A link that is dropped soon after the run is over, for as long as a session is being opened on it. */
function openLink({ address, port }: MariadbEndpoint, { signal, hurry = signal }: SessionOptions) {
  const socket = connect({
    host: address,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  });
  let timer: NodeJS.Timeout | undefined;
  const drop = () => {
    const late = Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
    timer = setTimeout(() => socket.destroy(late), signal.aborted ? 0 : HURRIED_CONNECT_MS);
  };
  if (hurry.aborted) drop();
  hurry.addEventListener('abort', drop, { once: true });
  return {
    socket,
    [Symbol.dispose]() {
      hurry.removeEventListener('abort', drop);
      clearTimeout(timer);
    },
  };
}

function driverOptions(endpoint: MariadbEndpoint, options: SessionOptions): ConnectionOptions {
  return {
    host: endpoint.address,
    port: endpoint.port,
    user: endpoint.user,
    password: endpoint.password,
    ...(endpoint.database === undefined ? {} : { database: endpoint.database }),
    charset: 'utf8mb4',
    connectTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    timezone: 'Z',
    ...(options.localInfile === true ? {} : { flags: ['-LOCAL_FILES'] }),
    ...(endpoint.tls === null
      ? {}
      : {
          ssl: {
            ...(endpoint.tls.ca === undefined ? {} : { ca: endpoint.tls.ca }),
            rejectUnauthorized: true,
            verifyIdentity: isIP(endpoint.address) === 0,
          },
        }),
  };
}

/** mysql2 compares a certificate with `localhost` where the address is an IP, so for those the check is ours. */
function verifyAddress(driver: mysql.Connection, endpoint: MariadbEndpoint): void {
  if (endpoint.tls === null || isIP(endpoint.address) === 0) return;
  const stream: unknown = (driver as unknown as { connection: { stream: unknown } }).connection.stream;
  if (!(stream instanceof TLSSocket)) {
    throw new AetherError('MARIADB_TLS', `${describeEndpoint(endpoint)}: the session is not encrypted`);
  }
  const problem = checkServerIdentity(endpoint.address, stream.getPeerCertificate());
  if (problem !== undefined) {
    throw new AetherError('MARIADB_TLS', `${describeEndpoint(endpoint)}: ${problem.message}`, {
      cause: problem,
    });
  }
}

function createSession(
  driver: mysql.Connection,
  endpoint: MariadbEndpoint,
  options: SessionOptions,
  server: string,
): MariadbConnection {
  const tag = `/* aether run=${options.runId} */ `;
  const killRunning = (scope: KillScope) =>
    void killAside(endpoint, { server, threadId: driver.threadId, tag: tag.trim() }, scope);
  // Without a listener a lost link would end the process; the next statement reports it.
  driver.on('error', () => undefined);

  let underWay = 0;
  const destroy = () => {
    // The server learns of a lost link only when a statement is over, which may wait for a lock and hold others till then.
    if (underWay > 0) killRunning('session');
    destroyDriver(driver);
  };

  const fail = async (thrown: unknown, sql: string): Promise<AetherError> =>
    options.signal.aborted
      ? toAetherError(options.signal.reason)
      : explainRefusal(mapDriverError(thrown, endpoint, sql), endpoint, askOn(driver));

  const send = async <Result>(sql: string, work: (tagged: string) => Promise<Result>): Promise<Result> => {
    throwIfAborted(options.signal);
    const killQuery = () => killRunning('query');
    options.signal.addEventListener('abort', killQuery, { once: true });
    underWay += 1;
    try {
      return await work(tag + sql);
    } catch (thrown) {
      throw await fail(thrown, sql);
    } finally {
      underWay -= 1;
      options.signal.removeEventListener('abort', killQuery);
    }
  };

  const run = async (sql: string, values?: readonly SqlValue[]): Promise<WriteResult> =>
    send(sql, async (tagged) =>
      toWriteResult((await driver.query<ResultSetHeader>(tagged, values as SqlValue[]))[0]),
    );

  const session: MariadbConnection = {
    endpoint,
    threadId: driver.threadId,
    run,
    query: async <Row extends object>(sql: string, values?: readonly SqlValue[]) =>
      send(sql, async (tagged) => {
        const [rows] = await driver.query<(Row & RowDataPacket)[]>(tagged, values as SqlValue[]);
        return rows;
      }),
    stream: (sql) =>
      streamRows<SqlValue>(driver, tag + sql, { signal: options.signal, killRunning, destroy, fail }),
    columnsOf: async (select) =>
      send(select, async (tagged) => {
        const [, fields] = await driver.query<RowDataPacket[]>(
          `SELECT * FROM (${tagged}) AS described LIMIT 0`,
        );
        return fields.map((field) => field.name);
      }),
    load: async (sql, blocks) =>
      send(sql, async (tagged) => {
        // One packet at a time: Readable would keep sixteen of them besides.
        const stream = Readable.from(infilePackets(blocks), { highWaterMark: 1 });
        // mysql2 would end the data normally, and the server would keep what had arrived.
        stream.once('error', destroy);
        const [result] = await driver.query<ResultSetHeader>({
          sql: tagged,
          infileStreamFactory: () => stream,
        });
        return toWriteResult(result);
      }),
    transaction: (work) => inTransaction(driver, run, destroy, work),
    close: async () => {
      await driver.end().catch(destroy);
    },
    destroy,
    [Symbol.asyncDispose]: () => session.close(),
  };
  return session;
}

async function inTransaction<Result>(
  driver: mysql.Connection,
  run: (sql: string) => Promise<unknown>,
  destroy: () => void,
  work: () => Promise<Result>,
): Promise<Result> {
  await run('START TRANSACTION');
  try {
    const result = await work();
    await run('COMMIT');
    return result;
  } catch (thrown) {
    // A session that cannot even roll back is dropped, which makes the server roll back.
    await driver.query('ROLLBACK').catch(destroy);
    throw thrown;
  }
}

const askOn =
  (driver: mysql.Connection): AskServer =>
  async (sql) =>
    (await driver.query<(RowDataPacket & Record<string, string>)[]>(sql))[0];

/**
 * Drops the link, and ends the statement that is under way on it as lost. mysql2's own `destroy` only half-closes: the
 * statement then goes on, and where the server ends the link meanwhile nobody is ever told.
 */
function destroyDriver(driver: mysql.Connection): void {
  const { stream } = (driver as unknown as { connection: { stream: Duplex } }).connection;
  driver.destroy();
  stream.destroy(Object.assign(new Error('the link was dropped'), { code: 'ERR_STREAM_DESTROYED' }));
}

function toWriteResult(header: ResultSetHeader): WriteResult {
  return {
    affectedRows: header.affectedRows,
    insertId: String(header.insertId),
    warnings: header.warningStatus,
    info: header.info ?? '',
  };
}

/** Best effort: if it fails, the statement has ended by itself, or closing the link ends it. */
async function killAside(
  endpoint: MariadbEndpoint,
  session: SessionOnServer,
  scope: KillScope,
): Promise<void> {
  const options = driverOptions(endpoint, { signal: new AbortController().signal, runId: 'cancel' });
  await killOnServer(() => mysql.createConnection(options), session, scope).catch(() => undefined);
}
