import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type InputFile, unreadable } from './find-files.ts';

/** SHA-256 of the file as it lies on disk, in hex: what makes two inputs the same one, whatever their names. */
export async function contentHash(input: InputFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const block of createReadStream(input.path, { highWaterMark: 1024 * 1024, signal })) {
      hash.update(block as Buffer);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw unreadable(input.path, thrown);
  }
  return hash.digest('hex');
}
