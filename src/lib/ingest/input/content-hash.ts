import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../core/errors.ts';
import { fileBlocks } from './file-blocks.ts';
import { type InputFile, unreadable } from './find-files.ts';

/** SHA-256 of the file as it lies on disk, in hex: what makes two inputs the same one, whatever their names. */
export async function contentHash(input: InputFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const block of fileBlocks(input.path)) {
      throwIfAborted(signal);
      hash.update(block);
    }
  } catch (thrown) {
    throwIfAborted(signal);
    throw unreadable(input.path, thrown);
  }
  return hash.digest('hex');
}
