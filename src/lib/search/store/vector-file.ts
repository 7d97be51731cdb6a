import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { MariadbEndpoint } from '../../infra/mariadb/endpoint.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import { allocateRows } from '../scan/scan-rows.ts';

/** The products of a segment of the index, and their vectors one after the other. */
export interface SegmentVectors {
  readonly segmentId: string;
  /** In rising order. */
  readonly productIds: Float64Array;
  /** Quantised, in the same order. */
  readonly vectors: Buffer;
}

/** What the vectors are of: an index that was changed or built again has others. */
export interface VectorKey {
  readonly generation: number;
  readonly builtAt: string;
  readonly dimensions: number;
}

/** A checksum, and the length of the list of segments; then that list, then numbers and vectors of each segment. */
const HEAD_BYTES = 8;

interface FileList {
  readonly key: VectorKey;
  readonly segments: readonly {
    readonly segmentId: string;
    readonly products: number;
    readonly bytes: number;
  }[];
}

/**
 * Where the vectors of a database's index are kept between two searches: reading them from the server each time takes
 * longer than comparing them.
 */
export function vectorFile(
  stateDir: string,
  { address, port, database = '' }: MariadbEndpoint,
  name = 'search-vectors',
): string {
  const hash = createHash('sha256').update(`${address}\0${port}\0${database}`).digest('hex');
  return join(stateDir, 'cache', `${name}-${hash.slice(0, 16)}`);
}

/** The vectors that a search before has kept; undefined if they are of another index, damaged or not there. */
export async function readVectorFile(
  file: string,
  key: VectorKey,
): Promise<readonly SegmentVectors[] | undefined> {
  const bytes = await readRows(file).catch(() => Buffer.alloc(0));
  if (bytes.length < HEAD_BYTES || bytes.readUInt32LE(0) !== crc32(bytes.subarray(4))) return undefined;
  const end = HEAD_BYTES + bytes.readUInt32LE(4);
  const list = JSON.parse(bytes.toString('utf8', HEAD_BYTES, end)) as FileList;
  if (keyText(list.key) !== keyText(key)) return undefined;
  let at = end;
  return list.segments.map(({ segmentId, products, bytes: length }) => {
    const start = at + products * Float64Array.BYTES_PER_ELEMENT;
    // A copy: numbers of eight bytes must begin at a multiple of eight.
    const productIds = new Float64Array(Uint8Array.from(bytes.subarray(at, start)).buffer);
    at = start + length;
    return { segmentId, productIds, vectors: bytes.subarray(start, at) };
  });
}

/** The whole file, in memory that the scan of its rows can use. */
async function readRows(file: string): Promise<Buffer> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const bytes = allocateRows(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await handle.read(bytes, at, size - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

/** Keeps the vectors for the next search. Best effort: a search that cannot write there finds the same. */
export async function writeVectorFile(
  file: string,
  key: VectorKey,
  segments: readonly SegmentVectors[],
): Promise<void> {
  const list: FileList = {
    key,
    segments: segments.map(({ segmentId, productIds, vectors }) => ({
      segmentId,
      products: productIds.length,
      bytes: vectors.length,
    })),
  };
  const text = Buffer.from(JSON.stringify(list));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(text.length, 4);
  const contents = segments.flatMap(({ productIds, vectors }) => [
    Buffer.from(productIds.buffer, productIds.byteOffset, productIds.byteLength),
    vectors,
  ]);
  const bytes = Buffer.concat([head, text, ...contents]);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, bytes, 0o600);
  } catch {
    // The next search reads them from the server again.
  }
}

function keyText({ generation, builtAt, dimensions }: VectorKey): string {
  return [generation, builtAt, dimensions].join(' ');
}
