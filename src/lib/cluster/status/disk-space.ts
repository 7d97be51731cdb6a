import { statfs } from 'node:fs/promises';
import { AetherError } from '../../core/errors.ts';
import { isSandbox } from '../../infra/config/is-sandbox.ts';
import type { Context } from '../../infra/context.ts';
import { succeeded } from '../../infra/ssh/command/outcome.ts';

/** Room on the file system of a member's data, in bytes. */
export interface DiskSpace {
  readonly free_bytes: number;
  readonly total_bytes: number;
}

/** InnoDB extends a tablespace by 1 to 4 MiB at a time, and a binary log has up to 1 GiB. */
const FULL_BYTES = 64 * 1024 ** 2;

/** True if a server may be unable to write there; false if nothing is known. */
export function isDiskFull(disk: DiskSpace | null): boolean {
  return disk !== null && disk.free_bytes < FULL_BYTES;
}

/** Looks here for the servers of the sandbox, else over SSH; null if that is not possible. */
export async function readDiskSpace(
  context: Pick<Context, 'environment' | 'ssh' | 'stateDir'>,
  host: string,
  directory: string,
): Promise<DiskSpace | null> {
  const environment = await context.environment();
  try {
    if (isSandbox(context.stateDir, environment)) return await localSpace(directory);
    return environment.config.ssh === undefined ? null : await remoteSpace(context, host, directory);
  } catch (thrown) {
    if (thrown instanceof AetherError && (thrown.code === 'INTERRUPTED' || thrown.code === 'BUG'))
      throw thrown;
    return null;
  }
}

async function localSpace(directory: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { free_bytes: bavail * bsize, total_bytes: blocks * bsize };
}

async function remoteSpace(
  context: Pick<Context, 'ssh'>,
  host: string,
  directory: string,
): Promise<DiskSpace | null> {
  const { exec } = await context.ssh(host);
  const said = await exec(['df', '-B1', '--output=avail,size', '--', directory]);
  if (!succeeded(said)) return null;
  const [free, total] = (said.stdout.trim().split('\n').at(-1) ?? '').trim().split(/\s+/).map(Number);
  return free === undefined || total === undefined ? null : { free_bytes: free, total_bytes: total };
}
