import type { Style } from '../../core/command.ts';
import type { EventSink, RunEvent, StepOutcome } from '../../core/events.ts';
import { formatSeconds } from '../../core/units.ts';
import { progressLine } from './progress-line.ts';

/** Long enough that a log stays readable, short enough to see that it lives. */
const PLAIN_INTERVAL_SECONDS = 5;
const LIVE_INTERVAL_SECONDS = 0.1;

type Write = (text: string) => void;
type Seconds = () => number;

interface RunningStep {
  readonly title: string;
  readonly startedAt: number;
  shownAt: number;
}

/** Lines for a log or a pipe: each start of progress, then at most one line every five seconds per step. */
export function plainSink(write: Write, style: Style, seconds: Seconds): EventSink {
  const running = new Map<string, RunningStep>();
  return (event) => {
    const line = plainLine(event, running, style, seconds());
    if (line !== undefined) write(`${line}\n`);
  };
}

function plainLine(
  event: RunEvent,
  running: Map<string, RunningStep>,
  style: Style,
  now: number,
): string | undefined {
  if (event.type === 'step_started') {
    running.set(event.step, { title: event.title, startedAt: now, shownAt: now });
    return undefined;
  }
  if (event.type === 'step_progress') {
    const step = running.get(event.step);
    if (step === undefined || now - step.shownAt < PLAIN_INTERVAL_SECONDS) return undefined;
    step.shownAt = now;
    return `  ${step.title}: ${progressLine(event, now - step.startedAt)}`;
  }
  return closingLine(event, running, style);
}

/** One redrawn line on a terminal under the lines that are finished. */
export function liveSink(write: Write, style: Style, seconds: Seconds, width: () => number): EventSink {
  const running = new Map<string, RunningStep>();
  let drawn = false;
  let drawnAt = 0;
  const clear = () => {
    if (drawn) write('\r\u001B[2K');
    drawn = false;
  };
  const draw = (text: string) => {
    clear();
    write(style.dim(text.slice(0, Math.max(20, width() - 1))));
    drawn = true;
    drawnAt = seconds();
  };
  return (event) => {
    const now = seconds();
    if (event.type === 'step_started') {
      running.set(event.step, { title: event.title, startedAt: now, shownAt: now });
      draw(`… ${event.title}`);
    } else if (event.type === 'step_progress') {
      const step = running.get(event.step);
      if (step === undefined || now - drawnAt < LIVE_INTERVAL_SECONDS) return;
      draw(`… ${step.title}: ${progressLine(event, now - step.startedAt)}`);
    } else {
      clear();
      write(`${closingLine(event, running, style)}\n`);
    }
  };
}

/** `--json=stream`: every event as a line of JSON. */
export function ndjsonSink(write: Write, now: () => Date): EventSink {
  return (event) => write(`${JSON.stringify({ at: now().toISOString(), ...event })}\n`);
}

const MARKS: Readonly<Record<StepOutcome, string>> = {
  done: '✓',
  unchanged: '=',
  skipped: '-',
  failed: '✗',
  unknown: '?',
};

function closingLine(
  event: Extract<RunEvent, { type: 'step_finished' | 'note' }>,
  running: Map<string, RunningStep>,
  style: Style,
): string {
  if (event.type === 'note')
    return event.level === 'warn' ? style.warn(`! ${event.message}`) : `  ${event.message}`;
  const title = running.get(event.step)?.title ?? event.step;
  running.delete(event.step);
  const detail = event.detail === undefined ? '' : `: ${event.detail}`;
  const line = `${MARKS[event.outcome]} ${title}${detail} ${style.dim(formatSeconds(event.elapsed_seconds))}`;
  if (event.outcome === 'failed') return style.bad(line);
  return event.outcome === 'unknown' ? style.warn(line) : line;
}
