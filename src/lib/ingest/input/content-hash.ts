import { createHash } from 'node:crypto';
import { AetherError, throwIfAborted } from '../../core/errors.ts';
import { fileBlocks } from './file-blocks.ts';
import type { InputFile } from './find-files.ts';
import { unreadable } from './unreadable.ts';

/**
 * SHA-256 of the file as it is on disk, in hex: what makes two inputs the same one, whatever their names.
 * Throws INPUT_UNREADABLE also for a file that has grown since it was found: its end has not come yet.
 * `look` sees every block of it on the way.
 */
export async function contentHash(
  input: InputFile,
  signal: AbortSignal,
  look: (block: Buffer) => void = () => undefined,
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const block of fileBlocks(input.path)) {
      throwIfAborted(signal);
      hash.update(block);
      look(block);
      bytes += block.length;
    }
  } catch (thrown) {
    throwIfAborted(signal);
    throw unreadable(input.path, thrown);
  }
  if (bytes === input.bytes) return hash.digest('hex');
  const sizes = `it had ${input.bytes} bytes, and now has ${bytes}`;
  throw new AetherError('INPUT_UNREADABLE', `${input.path}: is still being written: ${sizes}`, {
    hint: 'run the command again when the transfer is over; best let transfers write under another name and rename',
  });
}
