import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Exec } from '../command/exec.ts';
import { commandError, succeeded } from '../command/outcome.ts';
import { AetherError } from '../../../core/errors.ts';

export interface DownloadOptions {
  readonly asRoot?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Copies a file of a host to this machine, readable by its owner alone. The local file appears whole or not at all.
 * Throws SSH_COMMAND_FAILED where it cannot be read, SSH_OUTCOME_UNKNOWN where the link broke.
 */
export async function download(
  host: { readonly name: string; readonly exec: Exec },
  path: string,
  localPath: string,
  options: DownloadOptions = {},
): Promise<void> {
  const partial = `${localPath}.${randomBytes(6).toString('hex')}.part`;
  const file = await open(partial, 'wx', 0o600);
  try {
    await copyInto(host, path, file, options);
    await file.sync();
    await rename(partial, localPath);
  } catch (thrown) {
    await rm(partial, { force: true });
    throw thrown;
  } finally {
    await file.close();
  }
}

async function copyInto(
  host: { readonly name: string; readonly exec: Exec },
  path: string,
  file: FileHandle,
  options: DownloadOptions,
): Promise<void> {
  const result = await host.exec(['cat', '--', path], {
    asRoot: options.asRoot === true,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onStdout: async (chunk) => {
      await file.writeFile(chunk);
    },
  });
  if (!succeeded(result)) throw commandError(host.name, `downloading ${path}`, result);
  if (!result.truncated) return;
  throw new AetherError('SSH_OUTCOME_UNKNOWN', `${host.name}: the link broke while ${path} was downloaded`);
}
