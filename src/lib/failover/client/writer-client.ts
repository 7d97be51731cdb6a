import { throwIfAborted, toAetherError } from '../../core/errors.ts';
import type { Clock } from '../../core/clock.ts';
import { answerWithin, openWithin } from '../../infra/mariadb/answer-within.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Workload } from '../workload.ts';
import { classifyError, type Classified, type Phase } from './classify-error.ts';
import type { Journal } from './journal.ts';
import { judgeAttempts, nameOf, type Attempt, type Operation, type OperationId } from './operation.ts';

export interface ClientParts {
  readonly worker: number;
  /** All that it may write to. */
  readonly hosts: readonly string[];
  readonly open: (host: string) => Promise<MariadbConnection>;
  readonly workload: Workload;
  readonly journal: Pick<Journal, 'append'>;
  /** Called for each row whose commit was acknowledged; does not hold up the next one. */
  readonly onAcknowledged: (id: OperationId, host: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** From the start of one operation to that of the next. */
  readonly everyMs: number;
}

/** A client that writes one row after the other, and notes what it knows of each. */
export interface WriterClient {
  readonly worker: number;
  /** The server that it writes to, or tries to reach. */
  host(): string;
  /** Goes to this server with its next operation. */
  moveTo(host: string): void;
  operations(): readonly Operation[];
  /** The operation under way; undefined between two. */
  pending(): Operation | undefined;
  /** Starts no further operation, and ends when the last one is known, or at the deadline. */
  stop(deadlineSeconds: number): Promise<void>;
}

/** An application gives up a statement after some seconds; longer than a LAN cluster takes to drop a member. */
const ATTEMPT_SECONDS = 3;
const CONNECT_SECONDS = 1;
/** Between two rounds of servers that refuse. */
const RETRY_MS = 20;

interface State {
  readonly done: Operation[];
  host: string;
  wanted: string | undefined;
  session: MariadbConnection | undefined;
  current: { readonly id: OperationId; readonly attempts: Attempt[] } | undefined;
  /** Resolves when all that is known is on the disk. */
  noted: Promise<void>;
  /** Seconds of the clock after which nothing is tried any more; undefined while it writes. */
  stopAt: number | undefined;
}

/** Starts to write at once. */
export function startClient(parts: ClientParts, host: string): WriterClient {
  const state: State = {
    done: [],
    host,
    wanted: undefined,
    session: undefined,
    current: undefined,
    noted: Promise.resolve(),
    stopAt: undefined,
  };
  const running = writeAll(parts, state);
  // Awaited by `stop`; until then a failure is not an unhandled one.
  running.catch(() => undefined);
  return {
    worker: parts.worker,
    host: () => state.host,
    moveTo: (wanted) => {
      state.wanted = wanted;
    },
    operations: () => state.done,
    pending: () =>
      state.current === undefined ? undefined : judgeAttempts(state.current.id, state.current.attempts),
    stop: async (deadlineSeconds) => {
      state.stopAt = parts.clock.seconds() + deadlineSeconds;
      await running;
    },
  };
}

async function writeAll(parts: ClientParts, state: State): Promise<void> {
  const { clock, signal, everyMs, worker } = parts;
  let due = clock.seconds() * 1000;
  try {
    for (let sequence = 1; state.stopAt === undefined; sequence += 1) {
      state.done.push(await writeOne(parts, state, { worker, sequence }));
      state.current = undefined;
      const now = clock.seconds() * 1000;
      // What was missed during an outage is not caught up on.
      due = Math.max(due + everyMs, now);
      if (due > now) await clock.sleep(due - now, signal);
    }
    await state.noted;
  } finally {
    state.session?.destroy();
  }
}

/** Tries until the outcome is known, with the same id, so that a second commit is impossible. */
async function writeOne(parts: ClientParts, state: State, id: OperationId): Promise<Operation> {
  const { journal, clock, signal } = parts;
  const attempts: Attempt[] = [];
  state.current = { id, attempts };
  const intent = journal.append({ event: 'intent', id: nameOf(id), ms: clock.seconds() * 1000 });
  // One sync for both: the outcome of the row before is in front of it in the file.
  await Promise.all([state.noted, intent]);
  for (;;) {
    throwIfAborted(signal);
    const attempt = await tryOnce(parts, state, id, attempts.length + 1);
    attempts.push(attempt);
    state.noted = journal.append({ event: attempt.outcome, id: nameOf(id), ...attempt });
    // Whoever waits for it learns of a failure; until then it is not an unhandled one.
    state.noted.catch(() => undefined);
    const operation = judgeAttempts(id, attempts);
    if (operation.state === 'acknowledged') parts.onAcknowledged(id, attempt.host);
    const isKnown = attempt.outcome === 'acknowledged' || attempt.outcome === 'duplicate';
    const isLate = state.stopAt !== undefined && clock.seconds() >= state.stopAt;
    // At the end, one that failed for certain is known as well.
    if (isKnown || isLate || (state.stopAt !== undefined && operation.state === 'failed')) return operation;
    await state.noted;
    if (state.session === undefined) await clock.sleep(RETRY_MS, signal);
  }
}

async function tryOnce(parts: ClientParts, state: State, id: OperationId, number: number): Promise<Attempt> {
  const now = () => parts.clock.seconds() * 1000;
  const sent_ms = now();
  let phase: Phase = 'connect';
  try {
    const session = await sessionOf(parts, state);
    phase = 'statement';
    const work = async () => {
      await session.run('START TRANSACTION');
      await parts.workload.write(session, id, number);
      phase = 'commit';
      await session.run('COMMIT');
    };
    await answerWithin(session, work(), { host: state.host, seconds: ATTEMPT_SECONDS, clock: parts.clock });
    return { host: state.host, sent_ms, ended_ms: now(), outcome: 'acknowledged', errno: null };
  } catch (thrown) {
    throwIfAborted(parts.signal);
    if (toAetherError(thrown).code === 'BUG') throw thrown;
    const classified = classifyError(thrown, phase);
    const attempt = { host: state.host, sent_ms, ended_ms: now(), ...outcomeOf(classified) };
    await leaveSession(parts, state, classified);
    return attempt;
  }
}

function outcomeOf({ outcome, errno }: Classified): Pick<Attempt, 'outcome' | 'errno'> {
  return { outcome, errno };
}

/** The session that it has, else one on the server that it is to go to. */
async function sessionOf(parts: ClientParts, state: State): Promise<MariadbConnection> {
  if (state.wanted !== undefined && state.wanted !== state.host) {
    state.session?.destroy();
    state.session = undefined;
    state.host = state.wanted;
  }
  state.wanted = undefined;
  state.session ??= await openWithin(() => parts.open(state.host), {
    host: state.host,
    seconds: CONNECT_SECONDS,
    clock: parts.clock,
  });
  return state.session;
}

/** Rolls back and keeps the session, or drops it and goes on with the next server. */
async function leaveSession(parts: ClientParts, state: State, { isSessionOver }: Classified): Promise<void> {
  const { session } = state;
  if (!isSessionOver && session !== undefined) {
    const deadline = { host: state.host, seconds: ATTEMPT_SECONDS, clock: parts.clock };
    const isRolledBack = await answerWithin(session, session.run('ROLLBACK'), deadline).then(
      () => true,
      () => false,
    );
    if (isRolledBack) return;
  }
  session?.destroy();
  state.session = undefined;
  const next = (parts.hosts.indexOf(state.host) + 1) % parts.hosts.length;
  state.host = parts.hosts[next] ?? state.host;
}
