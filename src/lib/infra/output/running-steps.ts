import type { EventSink, RunEvent } from '../../core/events.ts';
import { formatSeconds } from '../../core/units.ts';
import { progressLine } from './progress-line.ts';

type StepEvent = Extract<RunEvent, { step: string }>;
type Progress = Extract<RunEvent, { type: 'step_progress' }>;

/** A step under way, as a view keeps it. */
export interface RunningStep {
  readonly title: string;
  readonly startedAt: number;
  /** When something about it was last written. */
  shownAt: number;
  /** What it said last about how far it is; undefined as long as it says nothing. */
  progress: string | undefined;
}

/** The steps under way, the longest first; one id may run on several hosts at a time. */
export class RunningSteps {
  readonly #steps = new Map<string, RunningStep>();

  get all(): readonly RunningStep[] {
    return [...this.#steps.values()];
  }

  start(event: Extract<RunEvent, { type: 'step_started' }>, now: number): RunningStep {
    const title = event.host === undefined ? event.title : `${event.host}: ${event.title}`;
    const step: RunningStep = { title, startedAt: now, shownAt: now, progress: undefined };
    this.#steps.set(keyOf(event), step);
    return step;
  }

  /** undefined for a step that was never started. */
  progress(event: Progress, now: number): RunningStep | undefined {
    const step = this.#steps.get(keyOf(event));
    if (step !== undefined) step.progress = progressLine(event, now - step.startedAt);
    return step;
  }

  /** The title of a step that ends now. */
  finish(event: StepEvent): string {
    const key = keyOf(event);
    const title = this.#steps.get(key)?.title ?? event.step;
    this.#steps.delete(key);
    return title;
  }
}

function keyOf({ host, step }: StepEvent): string {
  return `${host ?? ''}\0${step}`;
}

/** `42s`, `3m5s`: whole seconds, so that it counts quietly. */
export function formatElapsed(seconds: number): string {
  return seconds < 60 ? `${Math.floor(seconds)}s` : formatSeconds(Math.floor(seconds));
}

/** Calls the work again and again until it is stopped; a view passes time by it while no event comes. */
export type Repeat = (milliseconds: number, work: () => void) => () => void;

/** A timer that keeps no process alive. */
export const repeatWithTimer: Repeat = (milliseconds, work) => {
  const timer = setInterval(work, milliseconds).unref();
  return () => clearInterval(timer);
};

/** Wraps a sink so that `tick` is called while at least one step is under way. */
export function whileRunning(
  steps: RunningSteps,
  repeat: Repeat,
  { milliseconds, tick }: { readonly milliseconds: number; readonly tick: () => void },
  sink: EventSink,
): EventSink {
  let stop: (() => void) | undefined;
  return (event) => {
    sink(event);
    if (steps.all.length === 0) {
      stop?.();
      stop = undefined;
    } else {
      stop ??= repeat(milliseconds, tick);
    }
  };
}
