import { open } from 'node:fs/promises';
import { sniffCompression } from '../records/sniff.ts';
import { unreadable } from './unreadable.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** Looks at the content, not at the name: a file may have lost or gained its ending on the way. */
export async function compressionOf(path: string): Promise<Compression> {
  const start = Buffer.alloc(4);
  try {
    await using file = await open(path);
    await file.read(start, 0, start.length, 0);
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
  return sniffCompression(start) ?? 'none';
}
