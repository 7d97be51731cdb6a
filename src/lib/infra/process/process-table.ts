import { readdir, readFile } from 'node:fs/promises';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since the machine booted. */
  readonly startTicks: number;
}

export interface RunningProcess extends ProcessIdentity {
  /** The pid that leads the session: a daemon's helpers carry the daemon's pid here. */
  readonly session: number;
  readonly argv: readonly string[];
}

/** Ticks per second of the times in /proc; fixed at 100 in the Linux ABI (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** What /proc says about a process; undefined where it is gone or only waits to be reaped. */
export async function readProcess(pid: number): Promise<RunningProcess | undefined> {
  const [stat, cmdline] = await Promise.all([
    readOrEmpty(`/proc/${pid}/stat`),
    readOrEmpty(`/proc/${pid}/cmdline`),
  ]);
  const parsed = parseStat(stat);
  if (parsed === undefined) return undefined;
  return { pid, ...parsed, argv: cmdline.split('\0').slice(0, -1) };
}

/** All processes of this machine that can be seen. */
export async function listProcesses(): Promise<RunningProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => readProcess(pid)));
  return found.filter((process) => process !== undefined);
}

/** True while exactly this process runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const found = await readProcess(identity.pid);
  return found?.startTicks === identity.startTicks;
}

/** The value of a variable that the process was started with; undefined where it has none or may not be read. */
export async function readStartVariable(pid: number, name: string): Promise<string | undefined> {
  const environment = await readOrEmpty(`/proc/${pid}/environ`);
  const entry = environment.split('\0').find((line) => line.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}

/** How long a process has run. */
export async function uptimeSeconds(identity: ProcessIdentity): Promise<number> {
  const sinceBoot = Number((await readOrEmpty('/proc/uptime')).split(' ')[0]);
  return Math.max(0, sinceBoot - identity.startTicks / TICKS_PER_SECOND);
}

/** Changes with every boot, after which pids and start times count from the beginning again. */
export async function bootId(): Promise<string> {
  return (await readOrEmpty('/proc/sys/kernel/random/boot_id')).trim();
}

/**
 * Fields of proc(5): state is the 3rd, session the 6th, num_threads the 20th, starttime the 22nd; the 2nd may contain
 * blanks and brackets. The state is that of the first thread: a process that was killed is over, and its ports and
 * locks are free, only when no other thread is left.
 */
export function parseStat(stat: string): { session: number; startTicks: number } | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  const session = Number(fields[3]);
  const threads = Number(fields[17]);
  const startTicks = Number(fields[19]);
  if (stat === '' || Number.isNaN(startTicks)) return undefined;
  if ('ZX'.includes(state) && threads <= 1) return undefined;
  return { session, startTicks };
}

async function readOrEmpty(path: string): Promise<string> {
  // A process may end between any two reads: then it has nothing more to say.
  return readFile(path, 'utf8').catch(() => '');
}
