import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { toAetherError } from '../core/errors.ts';
import { openConnection, type MariadbConnection } from '../infra/mariadb/connection.ts';
import { ACCOUNTS } from './accounts.ts';
import type { ReplicationFacts, ServerFacts, WsrepFacts } from './facts.ts';
import { nodeLayout } from './layout.ts';
import type { Sandbox, SandboxContext } from './sandbox.ts';
import { ADDRESS, portsOf } from './server-config.ts';

const CONNECT_TIMEOUT_MS = 3000;

/** What it takes to log in. */
export type Reachable = Pick<Sandbox, 'layout' | 'state' | 'passwords'> & {
  readonly context: Pick<SandboxContext, 'signal' | 'runId'>;
};

/** Asks a server how it is, as the administrator. Never throws for what a server can be like. */
export async function probeServer(sandbox: Reachable, node: string): Promise<ServerFacts> {
  const facts = await askServer(sandbox, node);
  const { socket } = nodeLayout(sandbox.layout, node);
  // A server makes its socket before it answers, and never again.
  if (existsSync(socket) || (facts.kind !== 'answers' && facts.kind !== 'denied')) return facts;
  return { kind: 'socketless', reason: `its socket is gone: ${socket}` };
}

async function askServer(sandbox: Reachable, node: string): Promise<ServerFacts> {
  try {
    await using session = await openAdmin(sandbox, node);
    return {
      kind: 'answers',
      version: (await readPairs(session, "SHOW GLOBAL VARIABLES LIKE 'version'"))['version'] ?? '',
      wsrep: await readWsrep(session),
      replication: await readReplication(session),
    };
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.code === 'BUG' || error.code === 'INTERRUPTED') throw error;
    if (error.code === 'MARIADB_ACCESS_DENIED') return { kind: 'denied', reason: error.message };
    return { kind: error.code === 'MARIADB_TLS' ? 'tls' : 'silent', reason: error.message };
  }
}

/** A session as the administrator over TCP and TLS, as users come. */
export async function openAdmin(sandbox: Reachable, node: string): Promise<MariadbConnection> {
  return openConnection(
    {
      name: node,
      address: ADDRESS,
      port: portsOf(sandbox.state, node).mariadb,
      user: ACCOUNTS.admin.user,
      password: sandbox.passwords.admin ?? '',
      tls: { ca: await readFile(sandbox.layout.tlsCa, 'utf8').catch(() => '') },
    },
    { signal: sandbox.context.signal, runId: sandbox.context.runId, connectTimeoutMs: CONNECT_TIMEOUT_MS },
  );
}

/** Only SHOW: a member outside the cluster refuses everything else. */
async function readWsrep(session: MariadbConnection): Promise<WsrepFacts | null> {
  const variables = await readPairs(session, "SHOW GLOBAL VARIABLES LIKE 'wsrep_on'");
  if (variables['wsrep_on'] !== 'ON') return null;
  const status = await readPairs(session, "SHOW GLOBAL STATUS LIKE 'wsrep_%'");
  return {
    clusterStatus: status['wsrep_cluster_status'] ?? '',
    clusterSize: Number(status['wsrep_cluster_size'] ?? 0),
    localState: status['wsrep_local_state_comment'] ?? '',
    ready: status['wsrep_ready'] === 'ON',
  };
}

interface SlaveStatus {
  readonly Slave_IO_Running: string;
  readonly Slave_SQL_Running: string;
  readonly Seconds_Behind_Master: string | number | null;
  readonly Last_IO_Errno: string | number;
  readonly Last_SQL_Errno: string | number;
}

async function readReplication(session: MariadbConnection): Promise<ReplicationFacts> {
  const [status] = await session.query<SlaveStatus>('SHOW SLAVE STATUS');
  if (status === undefined) return { io: null, sql: null, lagSeconds: null, ioErrno: 0, sqlErrno: 0 };
  const lag = status.Seconds_Behind_Master;
  return {
    io: status.Slave_IO_Running,
    sql: status.Slave_SQL_Running,
    lagSeconds: lag === null ? null : Number(lag),
    ioErrno: Number(status.Last_IO_Errno),
    sqlErrno: Number(status.Last_SQL_Errno),
  };
}

interface Pair {
  readonly Variable_name: string;
  readonly Value: string;
}

async function readPairs(session: MariadbConnection, sql: string): Promise<Record<string, string>> {
  const rows = await session.query<Pair>(sql);
  return Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]));
}
