import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { bootId, isRunning, readProcess } from '../process/process-table.ts';

/** Who holds a lock. Start time and boot tell the holder from a later process that was given its pid. */
export interface LockHolder {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
  readonly command: string;
  readonly since: string;
}

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

/** Who holds the lock now; undefined where nobody alive does. */
export async function readLockHolder(path: string): Promise<LockHolder | undefined> {
  for (const token of await listOrEmpty(path)) {
    const holder = await readHolder(join(path, token));
    if (holder !== undefined && (await isAlive(holder))) return holder;
  }
  return undefined;
}

const RETRY_MS = 100;

async function acquire(path: string, options: LockOptions): Promise<string> {
  const { clock } = options;
  const end = clock.seconds() + options.waitSeconds;
  const token = randomBytes(8).toString('hex');
  const me = await describeMe(options);
  let told = false;
  for (;;) {
    await removeDeadHolders(path);
    const holder = await readLockHolder(path);
    // Only where it seems free: a draft is left behind by whoever is killed with one, which those who wait often are.
    if (holder === undefined) {
      if (await tryTake(path, token, me)) return token;
      continue;
    }
    if (clock.seconds() >= end) throw lockedBy(holder);
    if (!told) options.onWait?.(holder);
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

async function removeDeadHolders(path: string): Promise<void> {
  for (const token of await listOrEmpty(path)) {
    const file = join(path, token);
    const holder = await readHolder(file);
    if (holder === undefined || !(await isAlive(holder))) await rm(file, { force: true });
  }
}

async function describeMe(options: LockOptions): Promise<LockHolder> {
  const me = await readProcess(process.pid);
  return {
    pid: process.pid,
    startTicks: me?.startTicks ?? 0,
    bootId: await bootId(),
    command: options.command,
    since: options.clock.now().toISOString(),
  };
}

async function isAlive(holder: LockHolder): Promise<boolean> {
  return holder.bootId === (await bootId()) && (await isRunning(holder));
}

/** The file comes whole with its directory, so one that cannot be read was removed meanwhile or is no lock. */
async function readHolder(file: string): Promise<LockHolder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isHolder(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is LockHolder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    'startTicks' in value &&
    'bootId' in value
  );
}

function lockedBy(holder: LockHolder): AetherError {
  return new AetherError(
    'LOCKED',
    `"${holder.command}" (pid ${holder.pid}) has been at work since ${holder.since}`,
    {
      hint: 'wait for it to end, or end it, and type the same command again',
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
