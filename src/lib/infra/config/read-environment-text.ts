import { open } from 'node:fs/promises';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { formatBytes } from '../../core/units.ts';

/** Thousands of hosts fit in; a data file that was named by mistake does not. */
const LARGEST_FILE = 1024 * 1024;

/**
 * The text of an environment file.
 * @throws ENVIRONMENT_UNREADABLE for what is not a file, not UTF-8, too large, or not ours to read.
 */
export async function readEnvironmentText(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const status = await handle.stat();
    if (!status.isFile()) throw unreadable(file, 'is not a file');
    if (status.size > LARGEST_FILE)
      throw unreadable(file, `is not an environment file: it has ${formatBytes(status.size)}`);
    return decode(file, await handle.readFile());
  } catch (thrown) {
    if (thrown instanceof AetherError) throw thrown;
    throw unreadable(file, `cannot be read (${systemErrorCode(thrown) ?? 'unknown reason'})`);
  }
}

function decode(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(file, 'is not written in UTF-8');
  }
}

function unreadable(file: string, why: string): AetherError {
  return new AetherError('ENVIRONMENT_UNREADABLE', `${file} ${why}`, {
    hint: 'give the path of an environment file with --env, or let "aether init" write one',
  });
}
