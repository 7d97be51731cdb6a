import { AetherError, toAetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { compareGtids } from '../../infra/mariadb/galera/compare-gtids.ts';
import type { GtidJudgement } from '../../infra/mariadb/galera/judge-gtids.ts';
import { readMemberGtid } from '../../infra/mariadb/galera/member-gtid.ts';
import { quoteText } from '../../infra/mariadb/identifiers.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import type { Drill } from '../drill.ts';
import type { SiteTables } from '../drill-site.ts';
import { isQuiet, sampleMember } from '../observe/sample-member.ts';
import type { MemberRows } from './judge-history.ts';

/** What the servers have, and why it is not known of some. */
export interface FinalRows {
  readonly rows: readonly MemberRows[];
  /** Reasons why absence proves nothing. */
  readonly unproven: readonly string[];
  readonly gtids: GtidJudgement;
  /** What a server has and cannot have, with its name. */
  readonly wrong: readonly string[];
  /** The tables of all databases; null if they were not to be compared, or could not be. */
  readonly tables: SiteTables | null;
}

const QUIET_SECONDS = 60;
const REPLICA_SECONDS = 60;

/**
 * Reads every server, after nothing can land any more: no session of the drill is left on any member, all that was
 * replicated is applied, and nobody holds up the others. Commits that timed out have landed 11 minutes later.
 */
export async function readFinalRows(drill: Drill): Promise<FinalRows> {
  const sessions = new Map<string, MariadbConnection>();
  const unproven: string[] = [];
  const rows: MemberRows[] = [];
  const wrong: string[] = [];
  const read = async (session: MariadbConnection, member: string) => {
    rows.push({ member, rows: await drill.workload.read(session) });
    const found = (await drill.workload.findWrong?.(session)) ?? [];
    wrong.push(...found.map((what) => `${member}: ${what}`));
  };
  try {
    for (const member of [...drill.members, ...drill.replicas]) {
      await attempt(
        member,
        unproven,
        async () => void sessions.set(member, await drill.open(member, drill.database)),
      );
    }
    const members = drill.members.filter((member) => sessions.has(member));
    const onEach = (
      servers: readonly string[],
      work: (session: MariadbConnection, name: string) => Promise<void>,
    ) =>
      Promise.all(
        servers.map(async (name) => {
          const session = sessions.get(name);
          if (session !== undefined) await attempt(name, unproven, () => work(session, name));
        }),
      );
    await onEach(members, (session, name) => endSessions(drill, session, name));
    await onEach(members, (session, name) => awaitQuiet(drill, session, name));
    await onEach(members, async (session, member) => {
      await session.run('SET SESSION wsrep_sync_wait = 1');
      await read(session, member);
      await session.run('SET SESSION wsrep_sync_wait = 0');
    });
    const gtids = await gtidsOf(drill, sessions);
    const [first] = members;
    await onEach(drill.replicas, async (session, member) => {
      await awaitReplica(session, member, first === undefined ? undefined : sessions.get(first));
      await read(session, member);
    });
    let tables: SiteTables | null = null;
    if (drill.request.full) {
      await attempt('all databases', unproven, async () => {
        tables = await drill.site.compareTables(drill.replicas);
      });
    }
    const order = [...drill.members, ...drill.replicas];
    const inOrder = rows.toSorted((a, b) => order.indexOf(a.member) - order.indexOf(b.member));
    return { rows: inOrder, unproven, gtids, wrong, tables };
  } finally {
    for (const session of sessions.values()) session.destroy();
  }
}

/** A server that cannot be read is a reason, not a failure of the drill. */
async function attempt(server: string, unproven: string[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.code === 'BUG' || error.code === 'INTERRUPTED') throw error;
    unproven.push(`${server}: ${error.message}`);
  }
}

/** Those that the drill left on this member: of clients that gave up, and of a link that the server believes in still. */
async function endSessions(
  { context, database }: Drill,
  session: MariadbConnection,
  member: string,
): Promise<void> {
  const { clock, signal } = context;
  const gone = async () => {
    const others = await session.query<{ id: string | number }>(
      'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()',
      [database],
    );
    // One that ends meanwhile is unknown (1094).
    for (const { id } of others) await session.run(`KILL ${Number(id)}`).catch(() => undefined);
    return others.length === 0 ? true : undefined;
  };
  if ((await waitUntil(gone, { clock, signal, deadlineSeconds: QUIET_SECONDS })) === undefined) {
    throw new AetherError('MARIADB_NOT_READY', `a session of the drill is still on ${member}`);
  }
}

async function awaitQuiet(
  { context, members }: Drill,
  session: MariadbConnection,
  member: string,
): Promise<void> {
  const { clock, signal } = context;
  const quiet = async () => (isQuiet(await sampleMember(session), members.length) ? true : undefined);
  if ((await waitUntil(quiet, { clock, signal, deadlineSeconds: QUIET_SECONDS })) === undefined) {
    throw new AetherError('MARIADB_NOT_READY', `${member} is not Synced with an empty receive queue`);
  }
}

async function gtidsOf(
  { context, members }: Drill,
  sessions: ReadonlyMap<string, MariadbConnection>,
): Promise<GtidJudgement> {
  return compareGtids(async () => {
    const seen = await Promise.all(
      members.map(async (member) => {
        const session = sessions.get(member);
        return session === undefined ? null : readMemberGtid(session, member).catch(() => null);
      }),
    );
    return seen.filter((each) => each !== null);
  }, context);
}

/** Until the replica has applied all that the member has logged. */
async function awaitReplica(
  replica: MariadbConnection,
  name: string,
  member: MariadbConnection | undefined,
): Promise<void> {
  const [row] =
    (await member?.query<{ position: string }>('SELECT @@GLOBAL.gtid_binlog_pos AS position')) ?? [];
  const position = row?.position ?? '';
  const [waited] = await replica.query<{ result: string | number | null }>(
    `SELECT MASTER_GTID_WAIT(${quoteText(position)}, ${REPLICA_SECONDS}) AS result`,
  );
  if (position !== '' && Number(waited?.result ?? -1) === 0) return;
  throw new AetherError(
    'MARIADB_NOT_READY',
    `${name} has not applied ${position} within ${REPLICA_SECONDS} s`,
  );
}
