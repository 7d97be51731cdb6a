import { randomBytes } from 'node:crypto';
import { AetherError } from '../../../core/errors.ts';
import type { Context } from '../../context.ts';
import { runHolder } from '../../run-holder.ts';
import { commandError, succeeded } from '../command/outcome.ts';
import type { SshHost } from '../host.ts';
import { describeRefusal, hostLocked, parseLockAnswer, type LockAnswer } from './lock-answer.ts';
import { LOCK_DIRECTORY, LOCK_SCRIPT } from './lock-script.ts';

/** A host that this run alone changes. */
export interface HostLock {
  /**
   * Gives a sign of life; throws HOST_LOCK_LOST if another run has the lock. Call it right before every step: a run that
   * slept for longer than the TTL may have lost it.
   */
  fence(): Promise<void>;
}

export interface HostLockOptions {
  /** How long the lock outlives a holder that gives no sign of life; 30 s by default. */
  readonly ttlSeconds?: number;
  /** How long to wait for another holder, or for work on the host that has not ended; by default the TTL and 10 s. */
  readonly waitSeconds?: number;
  /** Where on the host the lock is kept. */
  readonly directory?: string;
}

const TTL_SECONDS = 30;
const POLL_MS = 1000;
/** How often a script is sent whose link broke: it does the same each time. */
const ATTEMPTS = 3;

/**
 * Runs the work while this run alone holds the host's lock, for work during which no database is alive, or the database
 * is the victim. Root on the host keeps it. It counts as held while any unit of a run (`aether-<run>-…`) runs there,
 * whether its run lives or not. A holder is never judged dead by a process: it is on another machine. It loses the lock
 * if the host has not heard of it for the TTL, by the host's uptime. Throws HOST_LOCKED, with the holder, if the lock
 * does not get free in time, and what SSH throws.
 */
export async function withHostLock<Result>(
  context: Pick<Context, 'clock' | 'signal' | 'emit' | 'runId'>,
  host: Pick<SshHost, 'name' | 'exec'>,
  options: HostLockOptions,
  work: (lock: HostLock) => Promise<Result>,
): Promise<Result> {
  const { ttlSeconds = TTL_SECONDS, directory = LOCK_DIRECTORY } = options;
  const words = { token: randomBytes(16).toString('hex'), ttlSeconds, holder: runHolder(context), directory };
  // The lock is given back after Ctrl-C too.
  const signals = { take: context.signal, beat: context.signal, free: new AbortController().signal };
  const ask = (verb: Verb) => askLock(host, verb, words, signals[verb]);
  try {
    await acquire(context, host.name, ask, options.waitSeconds ?? ttlSeconds + 10);
  } catch (thrown) {
    // It may have been taken while its answer was not waited for any longer.
    if (context.signal.aborted) await ask('free').catch(() => undefined);
    throw thrown;
  }
  // A missed beat is not an error yet: the fence before the next step decides.
  const heartbeat = setInterval(() => void ask('beat').catch(() => undefined), (ttlSeconds * 1000) / 3);
  heartbeat.unref();
  try {
    return await work({
      fence: async () => {
        if ((await ask('beat')).kind === 'kept') return;
        throw new AetherError('HOST_LOCK_LOST', `${host.name}: another run has taken the lock over`);
      },
    });
  } finally {
    clearInterval(heartbeat);
    // If this fails, the lock frees itself after its TTL.
    await ask('free').catch(() => undefined);
  }
}

type Verb = 'take' | 'beat' | 'free';

async function acquire(
  context: Pick<Context, 'clock' | 'signal' | 'emit'>,
  host: string,
  ask: (verb: Verb) => Promise<LockAnswer>,
  waitSeconds: number,
): Promise<void> {
  const deadline = context.clock.seconds() + waitSeconds;
  for (let announced = false; ; announced = true) {
    const answer = await ask('take');
    if (answer.kind !== 'held' && answer.kind !== 'busy') return;
    if (context.clock.seconds() >= deadline) throw hostLocked(host, answer);
    if (!announced) {
      context.emit({ type: 'note', level: 'info', message: `waiting: ${describeRefusal(host, answer)}` });
    }
    await context.clock.sleep(POLL_MS, context.signal);
  }
}

interface Words {
  readonly token: string;
  readonly ttlSeconds: number;
  readonly holder: string;
  readonly directory: string;
}

/** The token makes the script safe to repeat: who asks again for what it has gets it again. */
async function askLock(
  host: Pick<SshHost, 'name' | 'exec'>,
  verb: Verb,
  { token, ttlSeconds, holder, directory }: Words,
  signal: AbortSignal,
): Promise<LockAnswer> {
  const argv = [directory, verb, token, String(ttlSeconds), holder.replaceAll(/\s+/g, ' ')];
  for (let attempt = 1; ; attempt += 1) {
    const result = await host.exec(['/bin/sh', '-c', LOCK_SCRIPT, 'sh', ...argv], { asRoot: true, signal });
    const answer = succeeded(result) ? parseLockAnswer(result.stdout) : undefined;
    if (answer !== undefined) return answer;
    if (result.outcome !== 'unknown' || attempt === ATTEMPTS) {
      throw commandError(host.name, `the lock of the host (${verb})`, result);
    }
  }
}
