import type { KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../core/errors.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import { type Checkpoint, readSigned, type SignedCheckpoint, signedText } from './checkpoint.ts';

/** The seals of an environment, in order, and what is wrong with their files. */
export interface Seals {
  readonly checkpoints: readonly Checkpoint[];
  /** The hash of the last one; null if there is none. */
  readonly last: string | null;
  readonly faults: readonly string[];
}

/** `shop-000012.json` */
export function checkpointName(environment: string, seal: number): string {
  return `${environment}-${String(seal).padStart(6, '0')}.json`;
}

/** Reads every seal; each must be signed by the key and follow the one before. */
export async function readSeals(directory: string, environment: string, key: KeyObject): Promise<Seals> {
  const names = (await filesIn(directory)).filter((name) => sealNumber(name, environment) !== undefined);
  const checkpoints: Checkpoint[] = [];
  const faults: string[] = [];
  let last: string | null = null;
  for (const name of names.toSorted((left, right) => left.length - right.length || (left < right ? -1 : 1))) {
    const found = readSigned(await readFile(join(directory, name), 'utf8'), key);
    const fault = faultOf(name, environment, found, last);
    if (fault !== undefined) faults.push(fault);
    if (found === undefined) continue;
    checkpoints.push(found.checkpoint);
    last = found.hash;
  }
  return { checkpoints, last, faults };
}

function faultOf(
  name: string,
  environment: string,
  found: SignedCheckpoint | undefined,
  last: string | null,
): string | undefined {
  if (found === undefined) return `${name} is not signed by the key of this environment`;
  const { checkpoint } = found;
  if (checkpoint.environment !== environment || checkpointName(environment, checkpoint.seal) !== name)
    return `${name} holds another checkpoint`;
  return checkpoint.previous === last ? undefined : `${name} does not follow the file before it`;
}

/** Writes the next seal and brings it to the disk. */
export async function writeSeal(directory: string, checkpoint: Checkpoint, key: KeyObject): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, checkpointName(checkpoint.environment, checkpoint.seal));
  await writeFileAtomic(path, signedText(checkpoint, key), 0o644);
  return path;
}

function sealNumber(name: string, environment: string): number | undefined {
  if (!name.startsWith(`${environment}-`)) return undefined;
  const digits = /^(\d{6,})\.json$/.exec(name.slice(environment.length + 1))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}
