import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import { fromBytes, lengthOf, toBytes } from '../embed/vectors.ts';

/** Queries are personal data: what is kept of them ends some time. */
const KEPT_DAYS = 30;
const KEY_BYTES = 32;

/** Vectors of queries, so that the same query is paid once. The texts are not kept: only who has the key can try one. */
export interface QueryCache {
  read(space: string, text: string): Promise<Float32Array | undefined>;
  /** Best effort: a query that cannot be kept is paid again. */
  write(space: string, text: string, vector: Float32Array): Promise<void>;
}

/** @param space the identity of the space, as two models give different vectors */
export function openQueryCache(stateDir: string, clock: Pick<Clock, 'now'>): QueryCache {
  const directory = join(stateDir, 'cache', 'query-vectors');
  const fileOf = async (space: string, text: string) => {
    const name = createHmac('sha256', await readKey(directory))
      .update(`${space}\0${text}`)
      .digest('hex');
    return join(directory, name);
  };
  const isExpired = async (file: string) => {
    const { mtimeMs } = await stat(file);
    return clock.now().getTime() - mtimeMs > KEPT_DAYS * 86_400_000;
  };
  return {
    async read(space, text) {
      try {
        const file = await fileOf(space, text);
        if (await isExpired(file)) return undefined;
        const vector = fromBytes(await readFile(file));
        return Math.abs(lengthOf(vector) - 1) < 1e-3 ? vector : undefined;
      } catch {
        return undefined;
      }
    },
    async write(space, text, vector) {
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFileAtomic(await fileOf(space, text), toBytes(vector), 0o600);
        await removeExpired(directory, isExpired);
      } catch {
        // A full disk, a directory of somebody else.
      }
    },
  };
}

async function removeExpired(
  directory: string,
  isExpired: (file: string) => Promise<boolean>,
): Promise<void> {
  for (const name of await readdir(directory)) {
    const file = join(directory, name);
    if (name !== KEY && (await isExpired(file))) await rm(file, { force: true });
  }
}

const KEY = 'key';

/** Made once, for this directory alone; made again if a full disk has left a part of it. */
async function readKey(directory: string): Promise<Buffer> {
  const file = join(directory, KEY);
  const found = await readFile(file).catch(() => undefined);
  if (found?.length === KEY_BYTES) return found;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFileAtomic(file, randomBytes(KEY_BYTES), 0o600);
  return readFile(file);
}
