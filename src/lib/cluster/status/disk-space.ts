import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { isSandbox } from '../../infra/config/is-sandbox.ts';
import type { Context } from '../../infra/context.ts';
import { DATA_DIR } from '../../infra/mariadb/galera/member-data.ts';
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

type DiskContext = Pick<Context, 'environment' | 'ssh' | 'stateDir'>;

/**
 * Looks here for the servers of the sandbox, else over SSH. That begins at once, where packages keep the data, as a login takes
 * longer than the server's answer, which says where its data are. null if it is not possible.
 */
export function lookAtDisk(
  context: DiskContext,
  host: string,
): (directory: string) => Promise<DiskSpace | null> {
  const usual = readRemoteSpace(context, host, DATA_DIR);
  usual.catch(() => undefined);
  return async (directory) => {
    if (isSandbox(context.stateDir, await context.environment())) return localSpace(directory);
    return resolve(directory) === DATA_DIR ? usual : readRemoteSpace(context, host, directory);
  };
}

async function readRemoteSpace(
  context: DiskContext,
  host: string,
  directory: string,
): Promise<DiskSpace | null> {
  const environment = await context.environment();
  if (environment.config.ssh === undefined || isSandbox(context.stateDir, environment)) return null;
  try {
    return await remoteSpace(context, host, directory);
  } catch (thrown) {
    if (thrown instanceof AetherError && (thrown.code === 'INTERRUPTED' || thrown.code === 'BUG'))
      throw thrown;
    return null;
  }
}

async function localSpace(directory: string): Promise<DiskSpace | null> {
  const { bavail, blocks, bsize } = await statfs(directory).catch(() => ({ bavail: 0, blocks: 0, bsize: 0 }));
  return blocks === 0 ? null : { free_bytes: bavail * bsize, total_bytes: blocks * bsize };
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
