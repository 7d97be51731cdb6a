import type { Style } from '../../core/command.ts';
import type { EventSink } from '../../core/events.ts';
import { eventLine } from './event-line.ts';
import { formatElapsed, type Repeat, RunningSteps, whileRunning } from './running-steps.ts';

/** Long enough that a log stays readable, short enough to see that it lives. */
const PROGRESS_SECONDS = 5;
/** A step without news says once in this time that it is still under way. */
const SILENCE_SECONDS = 30;
const TICK_MS = 1000;

export interface PlainView {
  readonly write: (text: string) => void;
  readonly style: Style;
  readonly seconds: () => number;
  readonly repeat: Repeat;
}

/** Lines for a log or a pipe: the start and the end of a step, and at most one line every five seconds between. */
export function plainSink({ write, style, seconds, repeat }: PlainView): EventSink {
  const steps = new RunningSteps();
  const tick = () => {
    const now = seconds();
    for (const step of steps.all) {
      if (now - step.shownAt < SILENCE_SECONDS) continue;
      step.shownAt = now;
      write(`  ${step.title}: still running after ${formatElapsed(now - step.startedAt)}\n`);
    }
  };
  return whileRunning(steps, repeat, { milliseconds: TICK_MS, tick }, (event) => {
    const now = seconds();
    if (event.type === 'step_started') {
      write(`… ${steps.start(event, now).title}\n`);
    } else if (event.type === 'step_progress') {
      const step = steps.progress(event, now);
      if (step === undefined || now - step.shownAt < PROGRESS_SECONDS) return;
      step.shownAt = now;
      write(`  ${step.title}: ${step.progress}\n`);
    } else {
      const line = eventLine(event, steps, style);
      if (line !== undefined) write(`${line}\n`);
    }
  });
}
