import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Clock } from '../../core/clock.ts';
import type { AetherError } from '../../core/errors.ts';
import type { Redactor } from '../../core/redact.ts';
import { osUser } from '../process/os-user.ts';
import { describeMyself } from './describe-myself.ts';
import { redactArgv } from './redact-argv.ts';
import { describeFailure } from './describe-failure.ts';
import { RUN_RECORD_VERSION, runPaths, type RunRecord } from './run-record.ts';

export interface RecorderParts {
  readonly stateDir: string;
  readonly run: string;
  readonly command: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly ledger: string | undefined;
  readonly environmentFiles: () => readonly string[];
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Where the record cannot be kept. The run goes on: what is recorded of it never decides how it ends. */
  readonly onFailure: (thrown: unknown) => void;
}

/** Keeps the record of one run. Nothing here throws. */
export interface Recorder {
  /** Writes the record with the state `running`; does nothing from the second call on. */
  begin(): void;
  /** Writes how the run ended, if it was begun. */
  end(exitCode: number, error?: AetherError): void;
}

/** A recorder that has not written anything yet. */
export function createRecorder(parts: RecorderParts): Recorder {
  const startedAt = parts.clock.now();
  const startedSeconds = parts.clock.seconds();
  let record: RunRecord | undefined;
  const write = (next: RunRecord) => {
    try {
      writeRecord(parts, next);
    } catch (thrown) {
      parts.onFailure(thrown);
    }
  };
  return {
    begin() {
      if (record !== undefined) return;
      record = describeRun(parts, startedAt);
      write(record);
    },
    end(exitCode, error) {
      if (record === undefined) return;
      record = {
        ...record,
        state: endState(error),
        finished_at: parts.clock.now().toISOString(),
        elapsed_seconds: Number((parts.clock.seconds() - startedSeconds).toFixed(3)),
        exit_code: exitCode,
        error: error === undefined ? null : describeFailure(error),
      };
      write(record);
    },
  };
}

function endState(error: AetherError | undefined): RunRecord['state'] {
  if (error === undefined) return 'finished';
  return error.code === 'INTERRUPTED' ? 'interrupted' : 'failed';
}

function describeRun(parts: RecorderParts, startedAt: Date): RunRecord {
  return {
    version: RUN_RECORD_VERSION,
    run: parts.run,
    command: parts.command,
    argv: redactArgv(parts.argv),
    cwd: parts.cwd,
    environment_files: parts.environmentFiles(),
    ledger: parts.ledger ?? null,
    machine: hostname(),
    os_user: osUser(),
    process: describeMyself(),
    state: 'running',
    started_at: startedAt.toISOString(),
    finished_at: null,
    elapsed_seconds: null,
    exit_code: null,
    error: null,
  };
}

/** Whole or not at all, and at once: a run that is killed leaves its beginning behind. */
function writeRecord({ stateDir, run, redactor }: RecorderParts, record: RunRecord): void {
  const paths = runPaths(stateDir, run);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  const draft = `${paths.record}.tmp`;
  writeFileSync(draft, `${redactor.redact(JSON.stringify(record, null, 2))}\n`, { mode: 0o600 });
  renameSync(draft, paths.record);
}
