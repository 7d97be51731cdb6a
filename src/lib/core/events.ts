/** How a step ended. `unknown` is for a lost link: neither success nor failure was seen. */
export type StepOutcome = 'done' | 'unchanged' | 'skipped' | 'failed' | 'unknown';

export type ProgressUnit = 'bytes' | 'rows' | 'steps';

/** Which host of the environment an event is about; left out for what is not of one host. */
interface OfHost {
  readonly host?: string;
}

/** A step begins. Its id is that of the plan; with `host` the same id may run on several hosts at a time. */
export interface StepStarted extends OfHost {
  readonly type: 'step_started';
  readonly step: string;
  readonly title: string;
}

export interface StepProgress extends OfHost {
  readonly type: 'step_progress';
  readonly step: string;
  readonly done: number;
  /** Of `done`, what an earlier run had done; it says nothing of this one's rate. */
  readonly done_before?: number;
  /** null while the whole is not known (a pipe, a compressed file that was not read to its end yet). */
  readonly total: number | null;
  readonly unit: ProgressUnit;
  /** Further running counts, named with their unit: `rows`, `rejects`. */
  readonly counters?: Readonly<Record<string, number>>;
}

export interface StepFinished extends OfHost {
  readonly type: 'step_finished';
  readonly step: string;
  readonly outcome: StepOutcome;
  readonly detail?: string;
  readonly elapsed_seconds: number;
}

export interface Note extends OfHost {
  readonly type: 'note';
  readonly level: 'info' | 'warn';
  readonly message: string;
}

/** Work was refused or lost, and is repeated after a pause. */
export interface Retry extends OfHost {
  readonly type: 'retry';
  /** A code of docs/errors.md, and the server's error number if a server answered. */
  readonly code: string;
  readonly errno: number | null;
  /** The attempt that failed, counted from 1, of at most so many. */
  readonly attempt: number;
  readonly attempts: number;
  readonly wait_seconds: number;
}

/** What long work says about itself; the live view, plain lines, NDJSON and the run log all read this. */
export type RunEvent = StepStarted | StepProgress | StepFinished | Note | Retry;

export type EventSink = (event: RunEvent) => void;
