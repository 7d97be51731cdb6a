import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/** Large enough that a read is cheap. */
const READ_BYTES = 1024 * 1024;

/** Small enough that the sockets are served between two blocks: a server that waits for rows is not kept waiting. */
export const BLOCK_BYTES = 64 * 1024;

/**
 * Reads a file block by block into one buffer, so each block is valid until the next is asked for. A stream would
 * make a new buffer for every block, and the collector lets tens of megabytes of dead ones pile up.
 */
export async function* fileBlocks(path: string): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    for (let start = 0; start < bytesRead; start += BLOCK_BYTES) {
      yield buffer.subarray(start, Math.min(bytesRead, start + BLOCK_BYTES));
      await setImmediate();
    }
  }
}
