import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../src/lib/infra/run-record/run-record.ts';

/** The records below a state directory, the oldest first. */
export function readRecords(stateDir: string): RunRecord[] {
  const runs = join(stateDir, 'runs');
  return readdirSync(runs)
    .toSorted()
    .map((run) => JSON.parse(readFileSync(join(runs, run, 'run.json'), 'utf8')) as RunRecord);
}
