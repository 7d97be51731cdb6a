import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { describeMe, judgeHolder, type LockHolder, parseHolder } from './lock-holder.ts';

export interface LockOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What the holder is doing, for those who wait: `aether sandbox up`. */
  readonly command: string;
  readonly waitSeconds: number;
  /** Told once, as soon as it is clear that somebody else holds the lock. */
  readonly onWait?: (holder: LockHolder) => void;
}

/**
 * Runs the work while this process alone holds the lock; throws LOCKED where another one keeps it too long.
 *
 * The lock is a directory with one file, named at random, that says who holds it. It is taken by renaming a
 * finished directory onto it, which succeeds only where there is none or an empty one. A dead holder's file is
 * removed by its name, so that two who take over at once cannot remove each other's.
 */
export async function withDirectoryLock<Result>(
  path: string,
  options: LockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const token = await acquire(path, options);
  try {
    return await work();
  } finally {
    await rm(join(path, token), { force: true });
    await removeIfEmpty(path);
  }
}

/** Who holds the lock now; undefined if only dead processes do. */
export async function readLockHolder(path: string): Promise<LockHolder | undefined> {
  return (await readHeld(path, await describeMe('', new Date())))?.holder;
}

interface Held {
  readonly holder: LockHolder;
  /** The holder's file in the lock. */
  readonly file: string;
  readonly isElsewhere: boolean;
}

async function readHeld(path: string, me: LockHolder): Promise<Held | undefined> {
  for (const token of await listOrEmpty(path)) {
    const file = join(path, token);
    const holder = await readHolder(file);
    const state = holder === undefined ? 'dead' : await judgeHolder(holder, me);
    if (holder !== undefined && state !== 'dead') return { holder, file, isElsewhere: state === 'elsewhere' };
  }
  return undefined;
}

const RETRY_MS = 100;

async function acquire(path: string, options: LockOptions): Promise<string> {
  const { clock } = options;
  const end = clock.seconds() + options.waitSeconds;
  const token = randomBytes(8).toString('hex');
  const me = await describeMe(options.command, clock.now());
  let told = false;
  for (;;) {
    await removeDeadHolders(path, me);
    const held = await readHeld(path, me);
    // Only if it seems free: a draft stays when its writer is killed, which those who wait often are.
    if (held === undefined) {
      if (await tryTake(path, token, me)) return token;
      continue;
    }
    if (clock.seconds() >= end) throw lockedBy(held);
    if (!told) options.onWait?.(held.holder);
    told = true;
    await clock.sleep(RETRY_MS, options.signal);
  }
}

async function tryTake(path: string, token: string, me: LockHolder): Promise<boolean> {
  const draft = join(dirname(path), `.${basename(path)}.${token}`);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    await writeFile(join(draft, token), JSON.stringify(me), { mode: 0o600 });
    await rename(draft, path);
    return true;
  } catch (thrown) {
    const code = systemErrorCode(thrown);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw thrown;
    return false;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeDeadHolders(path: string, me: LockHolder): Promise<void> {
  for (const token of await listOrEmpty(path)) {
    const file = join(path, token);
    const holder = await readHolder(file);
    const isDead = holder === undefined || (await judgeHolder(holder, me)) === 'dead';
    if (isDead) await rm(file, { force: true });
  }
}

/** The file comes whole with its directory, so one that cannot be read was removed meanwhile or is not a lock. */
async function readHolder(file: string): Promise<LockHolder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return parseHolder(text);
}

function lockedBy({ holder, file, isElsewhere }: Held): AetherError {
  const where = isElsewhere ? ` on ${holder.host ?? 'another machine'}` : '';
  return new AetherError(
    'LOCKED',
    `"${holder.command}" (pid ${holder.pid}${where}) has been at work since ${holder.since}`,
    {
      hint: isElsewhere
        ? `wait for it to finish; only if it no longer runs there, which cannot be seen from here, remove ${file}`
        : 'wait for it to finish, or end it, and run the same command again',
      details: { holder },
    },
  );
}

async function listOrEmpty(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

async function removeIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (thrown) {
    const code = systemErrorCode(thrown);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw thrown;
  }
}
