import { open } from 'node:fs/promises';

/** Brings the names in a directory to the disk: a new one is there after a crash only then. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
