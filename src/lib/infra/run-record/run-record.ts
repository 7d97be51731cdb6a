import { join } from 'node:path';
import type { SourceLocation } from '../../core/errors.ts';

/** Raised where a reader of an older version would misread the file. */
export const RUN_RECORD_VERSION = 1;

/** What is kept of one run: `<state dir>/runs/<run id>/run.json`. schema/run.schema.json describes the same. */
export interface RunRecord {
  readonly version: typeof RUN_RECORD_VERSION;
  readonly run: string;
  /** `schema apply` */
  readonly command: string;
  /** After `aether`, as it was typed; secrets that aether read are redacted. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Absolute paths, the base first; empty where there is no environment. */
  readonly environment_files: readonly string[];
  /** The table of the meta database that holds this run's id if it did its work; null for commands without one. */
  readonly ledger: string | null;
  readonly machine: string;
  readonly os_user: string;
  readonly process: RunProcess;
  /** `running` also after `kill -9`: then the process is gone. */
  readonly state: 'running' | 'finished' | 'failed' | 'interrupted';
  readonly started_at: string;
  readonly finished_at: string | null;
  /** By a clock that is never set back, unlike the two times. */
  readonly elapsed_seconds: number | null;
  readonly exit_code: number | null;
  readonly error: RunFailure | null;
}

/** Which process it is: a pid alone is given to others later, or in another container. */
export interface RunProcess {
  readonly pid: number;
  readonly start_ticks: number;
  readonly boot_id: string;
  /** `pid:[4026531836]`: pids mean something only within it. */
  readonly pid_namespace: string;
}

/** Why a run failed. No secret and no value of a row or a statement is in it. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly location: SourceLocation | null;
  /** The host of the environment that the error came from. */
  readonly host: string | null;
  /** The server's error number and SQLSTATE. */
  readonly errno: number | null;
  readonly sql_state: string | null;
  /** With `?` in place of every literal. */
  readonly statement: string | null;
  /** From the nearest cause to the first one. */
  readonly causes: readonly RunCause[];
}

export interface RunCause {
  readonly code: string | null;
  readonly errno: number | null;
  readonly message: string;
}

/** Where the runs of a state directory are kept. */
export function runsDirectory(stateDir: string): string {
  return join(stateDir, 'runs');
}

/** The directory of one run, and the two files that aether itself writes there. */
export function runPaths(stateDir: string, run: string): { directory: string; record: string; log: string } {
  const directory = join(runsDirectory(stateDir), run);
  return { directory, record: join(directory, RECORD_FILE), log: join(directory, LOG_FILE) };
}

export const RECORD_FILE = 'run.json';
export const LOG_FILE = 'log.ndjson';
