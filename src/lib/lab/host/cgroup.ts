import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import type { LabContext } from '../lab-context.ts';

/** Where the unified hierarchy is mounted: alone, or beside the old controllers. Throws LAB_UNSUPPORTED. */
export async function cgroupMount(): Promise<string> {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  const fields = mounts.split('\n').map((line) => line.split(' '));
  const path = fields.find(([, , type]) => type === 'cgroup2')?.[1];
  if (path !== undefined) return path;
  throw new AetherError('LAB_UNSUPPORTED', 'no cgroup v2 hierarchy is mounted on this computer', {
    hint: 'mount it: mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified',
  });
}

/** True while a process lives in it or below. */
export async function isPopulated(cgroup: string): Promise<boolean> {
  const events = await readFile(join(cgroup, 'cgroup.events'), 'utf8').catch(() => '');
  return events.includes('populated 1');
}

/** The pid, as seen from here, of a machine's own first process; undefined where it does not run yet. */
export async function leaderPid(hostCgroup: string): Promise<number | undefined> {
  const members = await readFile(join(hostCgroup, 'payload/init.scope/cgroup.procs'), 'utf8').catch(() => '');
  for (const pid of members.split('\n').slice(0, -1)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    // A process that systemd has just forked may still be beside it; the machine itself calls only one of them 1.
    if (/^NSpid:.*\t1$/m.test(status)) return Number(pid);
  }
  return undefined;
}

/** A killed process can stay for as long as the kernel writes back its pages. */
const KILL_SECONDS = 30;

/**
 * Ends every process in it and below at once, and removes it. Nothing else can be hit: the kernel knows the members.
 * Again and again, as somebody may enter a machine until it is gone ("aether lab exec").
 */
export async function removeCgroup(cgroup: string, context: Pick<LabContext, 'clock'>): Promise<void> {
  const removed = await waitUntil(async () => ((await tryRemove(cgroup)) ? true : undefined), {
    clock: context.clock,
    deadlineSeconds: KILL_SECONDS,
    everyMs: 10,
  });
  if (removed !== undefined) return;
  throw new AetherError('LAB_HOST_FAILED', `processes in ${cgroup} do not end`, {
    hint: `see them with: cat ${cgroup}/**/cgroup.procs`,
  });
}

async function tryRemove(cgroup: string): Promise<boolean> {
  await ignoreMissing(writeFile(join(cgroup, 'cgroup.kill'), '1', { flag: 'r+' }));
  if (await isPopulated(cgroup)) return false;
  try {
    await removeTree(cgroup);
    return true;
  } catch (thrown) {
    // Somebody entered, or made a cgroup in it, since that look.
    if (systemErrorCode(thrown) === 'EBUSY') return false;
    throw thrown;
  }
}

async function removeTree(cgroup: string): Promise<void> {
  const entries = await ignoreMissing(readdir(cgroup, { withFileTypes: true }));
  for (const entry of entries ?? []) {
    if (entry.isDirectory()) await removeTree(join(cgroup, entry.name));
  }
  await ignoreMissing(rmdir(cgroup));
}

/** ENODEV: another process removed it between the moment that its file was opened and the one that it was used. */
const MISSING: readonly unknown[] = ['ENOENT', 'ENODEV'];

async function ignoreMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (MISSING.includes(systemErrorCode(thrown))) return undefined;
    throw thrown;
  }
}
