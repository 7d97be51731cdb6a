import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrorCode } from '../../core/errors.ts';
import { syncDirectory } from './sync-directory.ts';

/**
 * Replaces a file as a whole: whoever reads it, or finds it after a crash, sees the old text or the new one.
 * `mode` is set on the new file (0600 where it holds a secret).
 */
export async function writeFileAtomic(path: string, text: string | Uint8Array, mode = 0o644): Promise<void> {
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw withPath(thrown, path);
  }
  await syncDirectory(dirname(path));
}

/** Node names no file where a write to an open one fails, as on a full disk. */
function withPath(thrown: unknown, path: string): unknown {
  if (thrown instanceof Error && systemErrorCode(thrown) !== undefined && !('path' in thrown)) {
    Object.assign(thrown, { path });
    thrown.message += ` '${path}'`;
  }
  return thrown;
}
