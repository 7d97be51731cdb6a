import { createSemaphore, type Semaphore } from '../../core/semaphore.ts';
import type { MariadbConnector } from '../../infra/mariadb/connector.ts';
import { createLoadSession, type LoadSession } from './load-session.ts';

/** The right to load: only as many sessions have it at a time as there are streams. */
export interface Turn {
  /** Waits until it is this session's turn; at once where it is already. */
  begin(): Promise<void>;
  end(): void;
}

/** Sessions that load side by side; each is opened when it is first used and replaced when it was lost. */
export interface SessionPool extends AsyncDisposable {
  /** Runs the work on the next free session; resolves once it has started, so that the caller can go on. */
  start(work: (session: LoadSession, turn: Turn) => Promise<void>): Promise<void>;
  /** Waits for all work; throws the first error of any. */
  finish(): Promise<void>;
}

/**
 * Lets `streams` sessions load at a time. There is one more, so that a stream goes on while a COMMIT waits for the disk,
 * with a transaction that has begun meanwhile: with chunks of a few MiB that is a twentieth of the time.
 */
export function createSessionPool(
  connector: MariadbConnector,
  { streams, signal }: { readonly streams: number; readonly signal: AbortSignal },
): SessionPool {
  const free: LoadSession[] = Array.from({ length: streams + 1 }, () => createLoadSession(connector));
  const all = [...free];
  const places = createSemaphore(all.length);
  const turns = createSemaphore(streams);
  const running = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;

  // Rolls back what they have open. At once after an error: what the run still has to write may wait for their locks.
  const endAll = () => {
    for (const session of all) session.end();
  };
  const throwFailure = () => {
    if (failure !== undefined) throw failure.thrown;
  };
  const takeSession = async () => {
    throwFailure();
    const leave = await places.acquire(signal);
    throwFailure();
    const session = free.pop();
    if (session === undefined) throw new Error('more places than sessions');
    const giveBack = () => {
      free.push(session);
      leave();
    };
    return { session, giveBack };
  };
  return {
    async start(work) {
      const { session, giveBack } = await takeSession();
      const turn = createTurn(turns, signal);
      const job = work(session, turn)
        .catch((thrown: unknown) => {
          failure ??= { thrown };
          endAll();
        })
        .finally(() => {
          running.delete(job);
          turn.end();
          giveBack();
        });
      running.add(job);
    },
    async finish() {
      await Promise.all(running);
      throwFailure();
    },
    async [Symbol.asyncDispose]() {
      endAll();
      await Promise.allSettled(running);
    },
  };
}

function createTurn(turns: Semaphore, signal: AbortSignal): Turn {
  let release: (() => void) | undefined;
  return {
    begin: async () => {
      release ??= await turns.acquire(signal);
    },
    end: () => {
      release?.();
      release = undefined;
    },
  };
}
