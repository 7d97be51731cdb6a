import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemErrorCode } from '../../core/errors.ts';

/** The code of the error for compressed data that is torn or damaged. */
export const ZSTD_FAILED = 'ZSTD_FAILED';

/**
 * Node 20 knows no zstd, so the command does it. Throws an error with the code ENOENT if there is no such command,
 * ZSTD_FAILED if it fails: only its exit code tells a whole file from a torn one.
 */
export async function* zstd(mode: 'compress' | 'decompress', input: Readable): AsyncGenerator<Buffer> {
  const words = mode === 'compress' ? ['-c', '-q'] : ['-d', '-c', '-q'];
  const child = spawn('zstd', words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  ended.catch(() => undefined);
  try {
    const fed = pipeline(input, child.stdin);
    fed.catch(() => child.kill());
    yield* child.stdout as AsyncIterable<Buffer>;
    const [exitCode] = await ended;
    // What it could not be given says more than that it ended for lack of it; that it ended early says less.
    await fed.catch((thrown: unknown) => {
      if (systemErrorCode(thrown) !== 'EPIPE') throw thrown;
    });
    if (exitCode !== 0) throw Object.assign(new Error(`zstd: exit code ${exitCode}`), { code: ZSTD_FAILED });
  } finally {
    input.destroy();
    child.kill();
  }
}
