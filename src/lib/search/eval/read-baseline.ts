import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AetherError, systemErrorCode } from '../../core/errors.ts';

const system = z.object({ name: z.string(), per_query: z.record(z.string(), z.number()) });
const evaluation = z.object({ data: z.object({ systems: z.array(system) }) });

/** nDCG@10 by query of each system of an earlier evaluation. */
export type Baseline = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** Reads what `aether search eval --json` wrote. Throws INPUT_NOT_FOUND, INPUT_UNREADABLE or INPUT_FORMAT. */
export async function readBaseline(path: string): Promise<Baseline> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const isMissing = systemErrorCode(thrown) === 'ENOENT';
    const code = isMissing ? 'INPUT_NOT_FOUND' : 'INPUT_UNREADABLE';
    throw new AetherError(code, `${path}: ${isMissing ? 'no such file' : 'cannot be read'}`, {
      cause: thrown,
    });
  }
  try {
    const { data } = evaluation.parse(JSON.parse(text));
    return new Map(data.systems.map(({ name, per_query }) => [name, per_query]));
  } catch (thrown) {
    throw new AetherError('INPUT_FORMAT', `${path}: not the document of "aether search eval --json"`, {
      cause: thrown,
    });
  }
}
