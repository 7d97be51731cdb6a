import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemErrorCode } from '../core/errors.ts';
import { describeMyself } from '../infra/run-record/describe-myself.ts';
import {
  LOG_FILE,
  RECORD_FILE,
  runPaths,
  runsDirectory,
  type RunRecord,
} from '../infra/run-record/run-record.ts';
import { isRunning } from '../infra/process/process-table.ts';
import { runRecordSchema } from './run-record-schema.ts';
import { type Observer, type RunState, runState } from './run-state.ts';

/** A directory below `runs/`. */
export interface FoundRun {
  readonly run: string;
  readonly directory: string;
  /** null where there is none, or none that this version can read. */
  readonly record: RunRecord | null;
  readonly state: RunState;
  /** null where the run wrote no log. */
  readonly log: string | null;
  /** What is in the directory besides the record and the log. */
  readonly otherFiles: readonly string[];
}

const RUN_ID = /^\d{8}T\d{6}Z-[\da-f]{6}$/;

/** All runs of a state directory, the newest first. */
export async function readRuns(stateDir: string): Promise<FoundRun[]> {
  const names = await namesIn(runsDirectory(stateDir));
  const observer: Observer = { machine: hostname(), process: describeMyself(), isRunning };
  return Promise.all(
    names
      .filter((name) => RUN_ID.test(name))
      .toSorted((left, right) => (left < right ? 1 : -1))
      .map((run) => readRun(stateDir, run, observer)),
  );
}

async function readRun(stateDir: string, run: string, observer: Observer): Promise<FoundRun> {
  const { directory, record: file, log } = runPaths(stateDir, run);
  const [record, names] = await Promise.all([readRecord(file), namesIn(directory)]);
  return {
    run,
    directory,
    record,
    state: record === null ? 'unknown' : await runState(record, observer),
    log: names.includes(LOG_FILE) ? log : null,
    otherFiles: names.filter((name) => ![LOG_FILE, RECORD_FILE, `${RECORD_FILE}.tmp`].includes(name)),
  };
}

async function readRecord(file: string): Promise<RunRecord | null> {
  try {
    return runRecordSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || systemErrorCode(thrown) !== undefined) return null;
    throw thrown;
  }
}

/** Empty where there is no such directory, which another process may also remove at any moment. */
async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}
