import type { Clock } from '../../core/clock.ts';
import { toAetherError } from '../../core/errors.ts';
import { answerWithin, openWithin } from '../../infra/mariadb/answer-within.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { ReadAnswer, Workload } from '../workload.ts';
import type { OperationId } from './operation.ts';

/** One read after an acknowledgement; `unknown`: the member did not answer it. Milliseconds of the drill's clock. */
export interface ReadResult extends OperationId {
  readonly member: string;
  readonly ms: number;
  readonly outcome: ReadAnswer['outcome'] | 'unknown';
  /** What was read, if it is not right; else null. */
  readonly seen: string | null;
}

/** Reads on other members what a client has written. */
export interface ElsewhereReader {
  /** Reads this write on a member that is not `host`, unless a read is under way: reads must not slow the writes down. */
  readonly offer: (id: OperationId, host: string) => void;
  readonly results: () => readonly ReadResult[];
  /** Ends when the read under way has. */
  readonly stop: () => Promise<void>;
}

export interface ReaderParts {
  readonly members: readonly string[];
  readonly open: (member: string) => Promise<MariadbConnection>;
  readonly read: NonNullable<Workload['readElsewhere']>;
  /** wsrep_sync_wait of the session: 1 waits until the member has applied what the cluster has committed before. */
  readonly syncWait: 0 | 1;
  readonly clock: Clock;
}

const ANSWER_SECONDS = 3;

/** Opens a session on a member when it first reads there. */
export function startElsewhereReader(parts: ReaderParts): ElsewhereReader {
  const sessions = new Map<string, MariadbConnection>();
  const results: ReadResult[] = [];
  let underWay: Promise<void> | undefined;
  let count = 0;
  const read = async (id: OperationId, member: string) => {
    const answer = await readOn(parts, sessions, id, member);
    results.push({ ...id, member, ms: parts.clock.seconds() * 1000, ...answer });
  };
  return {
    offer: (id, host) => {
      if (underWay !== undefined) return;
      const others = parts.members.filter((member) => member !== host);
      count += 1;
      const reading = read(id, others[count % others.length] ?? host).finally(() => {
        underWay = undefined;
      });
      // A failure is for `stop`; it stays under way, so that nothing is read any more.
      underWay = reading;
      reading.catch(() => {
        underWay = reading;
      });
    },
    results: () => results,
    stop: async () => {
      await underWay;
      for (const session of sessions.values()) session.destroy();
    },
  };
}

async function readOn(
  { open, read, syncWait, clock }: ReaderParts,
  sessions: Map<string, MariadbConnection>,
  id: OperationId,
  member: string,
): Promise<Pick<ReadResult, 'outcome' | 'seen'>> {
  const deadline = { host: member, seconds: ANSWER_SECONDS, clock };
  let session = sessions.get(member);
  try {
    if (session === undefined) {
      session = await openWithin(() => open(member), deadline);
      await answerWithin(session, session.run(`SET SESSION wsrep_sync_wait = ${syncWait}`), deadline);
      sessions.set(member, session);
    }
    const { outcome, seen = null } = await answerWithin(session, read(session, id), deadline);
    return { outcome, seen };
  } catch (thrown) {
    if (toAetherError(thrown).code === 'BUG') throw thrown;
    session?.destroy();
    sessions.delete(member);
    return { outcome: 'unknown', seen: null };
  }
}
