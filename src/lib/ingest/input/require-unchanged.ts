import { stat } from 'node:fs/promises';
import { AetherError } from '../../core/errors.ts';
import type { InputFile } from './find-files.ts';
import { unreadable } from './unreadable.ts';

/**
 * Throws INPUT_UNREADABLE where a file is not the one any more that was looked at, and whose content hash the ledger has:
 * what was read of it may be another delivery.
 */
export async function requireUnchanged({ path, bytes, modifiedMs }: InputFile): Promise<void> {
  const found = await stat(path).catch((thrown: unknown) => {
    throw unreadable(path, thrown);
  });
  if (found.size === bytes && found.mtimeMs === modifiedMs) return;
  throw new AetherError('INPUT_UNREADABLE', `${path}: has changed while it was read`, {
    hint: 'run the command again when nobody writes to it; best let transfers write under another name and rename',
  });
}
