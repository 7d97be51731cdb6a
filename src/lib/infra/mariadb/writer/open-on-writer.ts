import { AetherError } from '../../../core/errors.ts';
import type { Environment } from '../../config/environment-schema.ts';
import type { MariadbConnection } from '../connection.ts';
import { isAway } from '../outage.ts';
import { whyNotWriter, writerCandidates, type WriterFacts } from './judge-writer.ts';

/** The server that a run writes to, by name, once it is chosen; the sessions of all its accounts share it. */
export interface WriterChoice {
  host: string | undefined;
}

export function createWriterChoice(): WriterChoice {
  return { host: undefined };
}

/** Opens a session on a host of the environment. */
export type OpenHost = (host: string, connectTimeoutMs?: number) => Promise<MariadbConnection>;

/** A member that says nothing for so long is passed over: another one is there. */
const MEMBER_CONNECT_TIMEOUT_MS = 3000;

/**
 * A session on the writer. In a cluster that is the first member of the environment file that is Primary, ready and
 * Synced; it stays the writer of the run until it is not, then another one is chosen. A newly chosen
 * member has applied what the others have committed before its first session is handed out, so that a ledger that is
 * read there is complete. Throws what opening throws; with several members MARIADB_UNREACHABLE if none answers, and
 * MARIADB_NOT_READY if some do and none takes writes.
 */
export async function openOnWriter(
  choice: WriterChoice,
  config: Environment,
  open: OpenHost,
): Promise<MariadbConnection> {
  const candidates = writerCandidates(config);
  if (config.hosts[candidates[0]]?.roles.includes('galera') !== true) return open(candidates[0]);
  const refusals: Refusal[] = [];
  for (const host of new Set([choice.host ?? candidates[0], ...candidates])) {
    const answer = await tryMember(open, host, host !== choice.host);
    if (!('why' in answer)) {
      choice.host = host;
      return answer;
    }
    refusals.push(answer);
  }
  throw noWriter(refusals);
}

interface Refusal {
  readonly why: string;
  readonly cause?: AetherError;
}

async function tryMember(open: OpenHost, host: string, isNew: boolean): Promise<MariadbConnection | Refusal> {
  let connection: MariadbConnection | undefined;
  try {
    connection = await open(host, MEMBER_CONNECT_TIMEOUT_MS);
    const why = whyNotWriter(await askFacts(connection));
    if (why === undefined) return isNew ? await catchUp(connection) : connection;
    connection.destroy();
    return { why: `${host} ${why}` };
  } catch (thrown) {
    connection?.destroy();
    if (!isAway(thrown)) throw thrown;
    return { why: thrown.message, cause: thrown };
  }
}

async function askFacts(connection: MariadbConnection): Promise<WriterFacts> {
  // SHOW, because a member that has lost its cluster refuses SELECT (1047).
  const rows = [
    ...(await connection.query<{ Variable_name: string; Value: string }>(
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_cluster_status', 'wsrep_ready', 'wsrep_local_state_comment')",
    )),
    ...(await connection.query<{ Variable_name: string; Value: string }>(
      "SHOW GLOBAL VARIABLES LIKE 'read_only'",
    )),
  ];
  const value = (name: string) => rows.find(({ Variable_name }) => Variable_name === name)?.Value ?? '';
  return {
    clusterStatus: value('wsrep_cluster_status'),
    ready: value('wsrep_ready'),
    localState: value('wsrep_local_state_comment'),
    readOnly: value('read_only') === 'ON',
  };
}

/** Waits until the member has applied all that the cluster had committed when it is asked. */
async function catchUp(connection: MariadbConnection): Promise<MariadbConnection> {
  await connection.run('SET SESSION wsrep_sync_wait = 1');
  await connection.query('SELECT 1');
  await connection.run('SET SESSION wsrep_sync_wait = 0');
  return connection;
}

function noWriter(refusals: readonly Refusal[]): AetherError {
  const unreachable = refusals.every(
    ({ cause }) => cause?.code === 'MARIADB_UNREACHABLE' || cause?.code === 'MARIADB_ADDRESS_UNKNOWN',
  );
  const why = refusals.map((refusal) => refusal.why).join('; ');
  return new AetherError(
    unreachable ? 'MARIADB_UNREACHABLE' : 'MARIADB_NOT_READY',
    `no member of the cluster takes writes: ${why}`,
    { hint: 'aether check shows the state of every member', cause: refusals[0]?.cause },
  );
}
