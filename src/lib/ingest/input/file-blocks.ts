import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/** Large enough that a read is cheap. */
const READ_BYTES = 1024 * 1024;

/** Small enough that the sockets are served between two blocks: a server that waits for rows is not kept waiting. */
export const BLOCK_BYTES = 64 * 1024;

/**
 * Reads a file block by block, from a byte of it on, into one buffer, so each block is valid until the next is asked
 * for. A stream would make a new buffer for every block, and the collector lets tens of megabytes of dead ones pile up.
 */
export async function* fileBlocks(path: string, start = 0): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  for (let position = start; ;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    for (let at = 0; at < bytesRead; at += BLOCK_BYTES) {
      yield buffer.subarray(at, Math.min(bytesRead, at + BLOCK_BYTES));
      await setImmediate();
    }
  }
}
