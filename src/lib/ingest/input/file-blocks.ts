import { open } from 'node:fs/promises';

/** Large enough that a read is cheap, small enough that the sockets are served in between. */
export const READ_BYTES = 64 * 1024;

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
    yield buffer.subarray(0, bytesRead);
  }
}
