import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { bootId, isRunning, readProcess } from '../process/process-table.ts';

/** Who holds a lock. Start time and boot tell the holder from a later process that was given its pid. */
export interface LockHolder {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
  /** The machine that it runs on: its name and its id. */
  readonly host?: string;
  readonly machineId?: string;
  /** Pids mean something only inside their namespace: `pid:[4026531836]`. */
  readonly pidNamespace?: string;
  readonly command: string;
  readonly since: string;
}

/** `elsewhere`: in another machine or container, whose processes cannot be seen from here. */
export type HolderState = 'alive' | 'dead' | 'elsewhere';

/** This process as a holder. */
export async function describeMe(command: string, since: Date): Promise<LockHolder> {
  const me = await readProcess(process.pid);
  return {
    pid: process.pid,
    startTicks: me?.startTicks ?? 0,
    bootId: await bootId(),
    host: hostname(),
    machineId: (await readFile('/etc/machine-id', 'utf8').catch(() => '')).trim(),
    pidNamespace: await readlink('/proc/self/ns/pid').catch(() => ''),
    command,
    since: since.toISOString(),
  };
}

/**
 * Whether the holder still runs. A process is judged only where it can be seen: a state directory may be shared by
 * machines (NFS) or containers, and there a pid that is missing here proves nothing.
 */
export async function judgeHolder(holder: LockHolder, me: LockHolder): Promise<HolderState> {
  const isHere = (key: 'host' | 'machineId' | 'pidNamespace') =>
    holder[key] === undefined || holder[key] === me[key];
  if (!isHere('host') || !isHere('machineId')) return 'elsewhere';
  if (holder.bootId !== me.bootId) return 'dead';
  if (!isHere('pidNamespace')) return 'elsewhere';
  return (await isRunning(holder)) ? 'alive' : 'dead';
}

/** The holder that a lock file names; undefined for a file that is not a lock's. */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    const holder: unknown = JSON.parse(text);
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
