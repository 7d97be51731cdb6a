import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file to which lines are added, and synced to the disk before anybody goes on. */
export interface Journal extends AsyncDisposable {
  readonly file: string;
  /** Resolves when the line is on the disk; lines that wait together share one sync. */
  append(line: object): Promise<void>;
}

/** Makes the file, which must not exist: two drills in one journal would be one history. */
export async function openJournal(file: string): Promise<Journal> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'ax', 0o600);
  let waiting: string[] = [];
  let next: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    const text = waiting.join('');
    waiting = [];
    next = undefined;
    await handle.appendFile(text);
    await handle.datasync();
  };
  return {
    file,
    append: async (line) => {
      waiting.push(`${JSON.stringify(line)}\n`);
      if (next === undefined) {
        next = writing.then(flush);
        // A write that failed is told to those who waited for it; the next one tries again.
        writing = next.catch(() => undefined);
      }
      await next;
    },
    async [Symbol.asyncDispose]() {
      await writing;
      await handle.close();
    },
  };
}
