import { open } from 'node:fs/promises';
import { unreadable } from './find-files.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** RFC 1952 section 2.3.1 and RFC 8878 section 3.1.1: what the formats begin with. */
const MAGIC: readonly (readonly [Compression, Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
];

/** Looks at the content, not at the name: a file may have lost or gained its ending on the way. */
export async function compressionOf(path: string): Promise<Compression> {
  const start = Buffer.alloc(4);
  try {
    await using file = await open(path);
    await file.read(start, 0, start.length, 0);
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
  return MAGIC.find(([, magic]) => start.subarray(0, magic.length).equals(magic))?.[0] ?? 'none';
}
