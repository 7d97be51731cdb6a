import type { Clock } from '../../core/clock.ts';
import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import { answerWithin, openWithin } from '../../infra/mariadb/answer-within.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { MariadbConnector } from '../../infra/mariadb/connector.ts';
import { readDiskSpace, type DiskSpace } from './disk-space.ts';
import { readMember, type MemberSample } from './member-sample.ts';

/** One member at one look: what it says, or why it says nothing. */
export type MemberLook =
  | { readonly member: string; readonly sample: MemberSample; readonly disk: DiskSpace | null }
  | { readonly member: string; readonly sample: null; readonly error: AetherError };

/** If a member holds up the others, it is named without waiting for a login on its busy machine. */
const BLOCKED_DISK_SECONDS = 1;

/** A member that hangs must not hold up the others' line of the table. */
const ANSWER_SECONDS = 5;

export type StatusContext = Pick<
  Context,
  'environment' | 'mariadb' | 'ssh' | 'stateDir' | 'clock' | 'signal'
>;

/** Looks at all members side by side; keeps its sessions from one look to the next. */
export function watchMembers(context: StatusContext, members: readonly string[]) {
  const sessions = new Map<string, MariadbConnection>();
  return {
    look: async (): Promise<MemberLook[]> => {
      const answers = await Promise.all(members.map((member) => ask(context, member, sessions)));
      const culprits = answers.filter(({ sample }) => sample?.flow_control_requested === true);
      return Promise.all(
        answers.map(async (answer): Promise<MemberLook> => {
          if (answer.sample === null) return answer;
          const isAsked = culprits.length === 0 || culprits.includes(answer);
          if (!isAsked) return { ...answer, disk: null };
          const disk = readDiskSpace(context, answer.member, answer.sample.data_directory);
          return { ...answer, disk: await (culprits.length === 0 ? disk : soon(disk, context.clock)) };
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...sessions.values()].map((session) => session.close()));
    },
  };
}

type Answer =
  { readonly member: string; readonly sample: MemberSample } | Extract<MemberLook, { readonly sample: null }>;

async function ask(
  context: StatusContext,
  member: string,
  sessions: Map<string, MariadbConnection>,
): Promise<Answer> {
  const deadline = { host: member, seconds: ANSWER_SECONDS, clock: context.clock };
  try {
    const session = sessions.get(member) ?? (await openWithin(() => openMember(context, member), deadline));
    sessions.set(member, session);
    const sample = await answerWithin(session, readMember(session, member, context.clock), deadline);
    return { member, sample };
  } catch (thrown) {
    // What was lost may answer at the next look.
    sessions.get(member)?.destroy();
    sessions.delete(member);
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED' || thrown.code === 'BUG')
      throw thrown;
    return { member, sample: null, error: thrown };
  }
}

/** null if it takes longer. */
async function soon(disk: Promise<DiskSpace | null>, clock: Clock): Promise<DiskSpace | null> {
  const waiting = new AbortController();
  const late = clock.sleep(BLOCKED_DISK_SECONDS * 1000, waiting.signal).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([disk, late]);
  } finally {
    waiting.abort();
  }
}

async function openMember(context: StatusContext, host: string): Promise<MariadbConnection> {
  return (await connectorOf(context)).open({ host, connectTimeoutMs: ANSWER_SECONDS * 1000 });
}

/** `monitor` may read no table; without it the administrator is asked. */
async function connectorOf(context: StatusContext): Promise<MariadbConnector> {
  const { accounts } = (await context.environment()).config.mariadb;
  return context.mariadb(accounts['monitor'] === undefined ? 'admin' : 'monitor');
}
