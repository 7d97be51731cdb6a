import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { toAetherError } from '../core/errors.ts';
import { openConnection, type MariadbConnection } from '../infra/mariadb/connection.ts';
import { readWsrep } from '../infra/mariadb/galera/wsrep-facts.ts';
import { readReplication } from '../infra/mariadb/replication-facts.ts';
import { showPairs } from '../infra/mariadb/show-pairs.ts';
import { ACCOUNTS } from './accounts.ts';
import type { ServerFacts } from './facts.ts';
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
      version: (await showPairs(session, "SHOW GLOBAL VARIABLES LIKE 'version'"))['version'] ?? '',
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
export async function openAdmin(
  sandbox: Reachable,
  node: string,
  signal: AbortSignal = sandbox.context.signal,
): Promise<MariadbConnection> {
  return openConnection(
    {
      name: node,
      address: ADDRESS,
      port: portsOf(sandbox.state, node).mariadb,
      user: ACCOUNTS.admin.user,
      password: sandbox.passwords.admin ?? '',
      tls: { ca: await readFile(sandbox.layout.tlsCa, 'utf8').catch(() => '') },
    },
    { signal, runId: sandbox.context.runId, connectTimeoutMs: CONNECT_TIMEOUT_MS },
  );
}
