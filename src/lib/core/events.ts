/** How a step ended. `unknown` is for a lost link: neither success nor failure was seen. */
export type StepOutcome = 'done' | 'unchanged' | 'skipped' | 'failed' | 'unknown';

export type ProgressUnit = 'bytes' | 'rows' | 'steps';

/** What long work tells about itself; the live view, plain lines, NDJSON and the run log all read this. */
export type RunEvent =
  | { readonly type: 'step_started'; readonly step: string; readonly title: string }
  | {
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
  | {
      readonly type: 'step_finished';
      readonly step: string;
      readonly outcome: StepOutcome;
      readonly detail?: string;
      readonly elapsed_seconds: number;
    }
  | { readonly type: 'note'; readonly level: 'info' | 'warn'; readonly message: string };

export type EventSink = (event: RunEvent) => void;
