import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AetherError, systemErrorCode, throwIfAborted } from '../../core/errors.ts';
import { fileBlocks, BLOCK_BYTES } from './file-blocks.ts';
import type { InputFile } from './find-files.ts';
import { unreadable } from './unreadable.ts';

/**
 * The content of an input, decompressed, block by block, from byte `start` of it on; a block is valid until the next is asked for. Reading throws
 * INPUT_UNREADABLE, INPUT_DAMAGED where a compressed file ends early, or the signal's reason.
 */
export async function* readContent(input: InputFile, signal: AbortSignal, start = 0): AsyncGenerator<Buffer> {
  try {
    for await (const block of decompress(input, start)) {
      throwIfAborted(signal);
      yield block;
    }
  } catch (thrown) {
    throw toInputError(input, thrown);
  }
}

function decompress({ path, compression }: InputFile, start: number): AsyncIterable<Buffer> {
  if (compression === 'none') return fileBlocks(path, start);
  if (compression === 'gzip') return passOver(gunzip(path), start);
  return passOver(unzstd(createReadStream(path, { highWaterMark: BLOCK_BYTES })), start);
}

async function* passOver(blocks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const block of blocks) {
    if (block.length > left) yield left === 0 ? block : block.subarray(left);
    left = Math.max(0, left - block.length);
  }
}

/** Every member of the file, one after the other. */
async function* gunzip(path: string): AsyncGenerator<Buffer> {
  const plain = createGunzip({ chunkSize: BLOCK_BYTES });
  // An error of the file reaches the reader through the stream that it reads.
  const disk = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  pipeline(disk, plain).catch((thrown: Error) => plain.destroy(thrown));
  yield* plain as AsyncIterable<Buffer>;
  // Node takes a zero byte behind a member for the end and keeps quiet, whatever else follows.
  await expectZeros(path, plain.bytesWritten);
}

/** Zero bytes may fill the last block of a tape or a disk; anything else was to be read. */
async function expectZeros(path: string, start: number): Promise<void> {
  const rest: AsyncIterable<Buffer> = createReadStream(path, { start, highWaterMark: BLOCK_BYTES });
  for await (const block of rest) {
    if (block.every((byte) => byte === 0)) continue;
    throw new AetherError('INPUT_DAMAGED', `${path}: something follows the zero bytes after the gzip data`, {
      hint: 'compress the content again; what joined several files must put nothing between them',
    });
  }
}

/** Node 20 knows no zstd, so the command does it; only its exit code tells a whole file from a torn one. */
async function* unzstd(disk: Readable): AsyncGenerator<Buffer> {
  const child = spawn('zstd', ['-d', '-c', '-q'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  ended.catch(() => undefined);
  try {
    const fed = pipeline(disk, child.stdin);
    fed.catch(() => child.kill());
    yield* child.stdout as AsyncIterable<Buffer>;
    const [exitCode] = await ended;
    if (exitCode !== 0)
      throw Object.assign(new Error(`zstd: exit code ${exitCode}`), { code: 'ZSTD_FAILED' });
    await fed;
  } finally {
    disk.destroy();
    child.kill();
  }
}

function toInputError(input: InputFile, thrown: unknown): unknown {
  if (thrown instanceof AetherError) return thrown;
  const code = systemErrorCode(thrown) ?? '';
  if (code === 'Z_BUF_ERROR') {
    return new AetherError('INPUT_DAMAGED', `${input.path}: the gzip data ends too early`, { cause: thrown });
  }
  if (code.startsWith('Z_') || code === 'ZSTD_FAILED') {
    return new AetherError('INPUT_DAMAGED', `${input.path}: the ${input.compression} data is damaged`, {
      cause: thrown,
    });
  }
  if (code === 'ENOENT' && input.compression === 'zstd') {
    return new AetherError(
      'INPUT_UNREADABLE',
      `${input.path}: is zstd-compressed, and there is no zstd command`,
      {
        hint: 'apt-get install --no-install-recommends zstd',
        cause: thrown,
      },
    );
  }
  return unreadable(input.path, thrown);
}
