import type { Clock } from '../../core/clock.ts';
import { toAetherError } from '../../core/errors.ts';
import { answerWithin, openWithin } from '../../infra/mariadb/answer-within.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { sampleMember, type MemberState } from './sample-member.ts';

/** One look at one member; the time is that of the answer, in milliseconds of the drill's clock. */
export type Sample = MemberState & { readonly member: string; readonly ms: number };

/** Watches every member on a session of its own. */
export interface Observer {
  readonly samples: readonly Sample[];
  /** The last look at each member. */
  latest(member: string): Sample | undefined;
  stop(): Promise<void>;
}

export interface ObserverParts {
  readonly members: readonly string[];
  readonly open: (host: string) => Promise<MariadbConnection>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Ten looks a second show a view that lasts 0.1 s. */
const EVERY_MS = 100;
const ANSWER_SECONDS = 1;

/** Starts at once; a member that hangs does not hold up the looks at the others. */
export function startObserver(parts: ObserverParts): Observer {
  const samples: Sample[] = [];
  const latest = new Map<string, Sample>();
  const stopping = new AbortController();
  const keep = (sample: Sample) => {
    samples.push(sample);
    latest.set(sample.member, sample);
  };
  const running = Promise.all(parts.members.map((member) => watch(parts, member, stopping.signal, keep)));
  running.catch(() => undefined);
  return {
    samples,
    latest: (member) => latest.get(member),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function watch(
  { open, clock, signal }: ObserverParts,
  member: string,
  stopping: AbortSignal,
  keep: (sample: Sample) => void,
): Promise<void> {
  const deadline = { host: member, seconds: ANSWER_SECONDS, clock };
  let session: MariadbConnection | undefined;
  while (!stopping.aborted && !signal.aborted) {
    const started = clock.seconds();
    let state: MemberState = { answers: false };
    try {
      session ??= await openWithin(() => open(member), deadline);
      state = await answerWithin(session, sampleMember(session), deadline);
    } catch (thrown) {
      if (toAetherError(thrown).code === 'BUG') throw thrown;
      session?.destroy();
      session = undefined;
    }
    keep({ ...state, member, ms: clock.seconds() * 1000 });
    const restMs = EVERY_MS - (clock.seconds() - started) * 1000;
    if (restMs > 0) await clock.sleep(restMs);
  }
  session?.destroy();
}
