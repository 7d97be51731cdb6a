import { toAetherError } from '../../core/errors.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';
import { quoteText } from '../../infra/mariadb/identifiers.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import type { RecoverContext } from '../recover/recovery.ts';
import { withSessions, type OpenMember } from '../recover/with-sessions.ts';

/** Sessions of one account from one host. */
export interface ClientSessions {
  readonly user: string;
  readonly host: string;
  readonly sessions: number;
  /** Of them, in an open transaction. */
  readonly in_transaction: number;
}

export interface MoveOptions {
  /** How long sessions may stay; 0 asks nobody to leave. */
  readonly seconds: number;
  /** Users whose sessions are not of clients, such as the one that monitors. */
  readonly ignored: readonly string[];
}

/**
 * Asks the clients of a member to leave: with wsrep_desync it is Donor/Desynced, which health checks of load balancers take for
 * out of service (clustercheck, MaxScale's galeramon, ProxySQL), so that new sessions go elsewhere while those that are there
 * finish. Waits until none is left, or the time is over. Returns the sessions that are left. The stop of the server ends
 * wsrep_desync; if the work does not come to that, it is switched off.
 */
export async function moveClients(
  context: Pick<RecoverContext, 'clock' | 'signal' | 'emit'>,
  control: MemberControl,
  { seconds, ignored }: MoveOptions,
): Promise<readonly ClientSessions[]> {
  const { member } = control;
  const { clock, signal } = context;
  let left: readonly ClientSessions[] = [];
  const look = () =>
    withSessions([control], async ([open]) => {
      left = open === undefined ? [] : await clientsOf(open, ignored);
      return left.length === 0 ? true : undefined;
    });
  if (seconds === 0) await look();
  else {
    try {
      await setDesync(control, true);
      await waitUntil(look, { clock, signal, deadlineSeconds: seconds, everyMs: 500 });
    } catch (thrown) {
      await stayInService(control);
      throw thrown;
    }
  }
  if (left.length > 0) {
    const message = `${describeSessions(left)}: the stop disconnects them`;
    context.emit({ type: 'note', level: 'warn', host: member, message });
  }
  return left;
}

/** Switches wsrep_desync; also after Ctrl-C. */
export async function setDesync(control: MemberControl, isOn: boolean): Promise<void> {
  const { signal } = new AbortController();
  await using session = await control.open(isOn ? undefined : signal);
  await session.run(`SET GLOBAL wsrep_desync = ${isOn ? 'ON' : 'OFF'}`);
}

/** For a member that is not stopped after all. One that does not answer any more has no clients to send away. */
export async function stayInService(control: MemberControl): Promise<void> {
  try {
    await setDesync(control, false);
  } catch (thrown) {
    if (toAetherError(thrown).code === 'BUG') throw thrown;
  }
}

/** `3 sessions of shop@10.0.0.7 (1 in a transaction) and 1 session of root@localhost are still connected`. */
export function describeSessions(left: readonly ClientSessions[]): string {
  const each = left.map(({ user, host, sessions, in_transaction: open }) => {
    const busy = open === 0 ? '' : ` (${open} in a transaction)`;
    return `${formatNumberOf(sessions, 'session')} of ${user}@${host}${busy}`;
  });
  const total = left.reduce((sum, { sessions }) => sum + sessions, 0);
  return `${each.join(', ')} ${total === 1 ? 'is' : 'are'} still connected`;
}

async function clientsOf({ session }: OpenMember, ignored: readonly string[]): Promise<ClientSessions[]> {
  type Row = { readonly [Field in keyof ClientSessions]: string };
  const rows = await session.query<Row>(sessionsQuery(ignored));
  return rows.map(({ user, host, sessions, in_transaction: open }) => ({
    user,
    host,
    sessions: Number(sessions),
    in_transaction: Number(open),
  }));
}

/** Replicas reconnect by themselves, and threads of the server are not clients. */
function sessionsQuery(ignored: readonly string[]): string {
  const users = ['system user', 'event_scheduler', ...ignored].map((user) => quoteText(user)).join(', ');
  return `SELECT p.user AS user, REGEXP_REPLACE(p.host, ':[0-9]+$', '') AS host, COUNT(*) AS sessions,
  COUNT(t.trx_id) AS in_transaction
FROM information_schema.PROCESSLIST p LEFT JOIN information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.id
WHERE p.id <> CONNECTION_ID() AND p.user NOT IN (${users}) AND p.command NOT IN ('Binlog Dump', 'Daemon')
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`;
}
