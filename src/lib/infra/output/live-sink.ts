import type { Style } from '../../core/command.ts';
import type { EventSink } from '../../core/events.ts';
import { eventLine } from './event-line.ts';
import { formatElapsed, type Repeat, type RunningStep, RunningSteps, whileRunning } from './running-steps.ts';

const PROGRESS_SECONDS = 0.1;
const TICK_MS = 1000;
/** More would push what is finished off the screen. */
const LINES_MAX = 8;

export interface LiveView {
  readonly write: (text: string) => void;
  readonly style: Style;
  readonly seconds: () => number;
  /** Columns of the terminal. */
  readonly width: () => number;
  readonly repeat: Repeat;
}

/** On a terminal: one line for every step under way with its elapsed time, redrawn below the lines that stay. */
export function liveSink({ write, style, seconds, width, repeat }: LiveView): EventSink {
  const steps = new RunningSteps();
  let drawnLines = 0;
  let drawnAt = 0;
  const clear = () => {
    if (drawnLines > 1) write(`\r\u001B[${drawnLines - 1}A\u001B[J`);
    else if (drawnLines === 1) write('\r\u001B[J');
    drawnLines = 0;
  };
  const draw = () => {
    const now = seconds();
    const lines = linesOf(steps.all, now).map((line) => line.slice(0, Math.max(20, width() - 1)));
    clear();
    write(lines.map((line) => style.dim(line)).join('\n'));
    drawnLines = lines.length;
    drawnAt = now;
  };
  return whileRunning(steps, repeat, { milliseconds: TICK_MS, tick: draw }, (event) => {
    if (event.type === 'step_started') {
      steps.start(event, seconds());
      draw();
    } else if (event.type === 'step_progress') {
      const step = steps.progress(event, seconds());
      if (step !== undefined && seconds() - drawnAt >= PROGRESS_SECONDS) draw();
    } else {
      const line = eventLine(event, steps, style);
      clear();
      if (line !== undefined) write(`${line}\n`);
      if (steps.all.length > 0) draw();
    }
  });
}

function linesOf(steps: readonly RunningStep[], now: number): string[] {
  const shown = steps.length > LINES_MAX ? steps.slice(0, LINES_MAX - 1) : steps;
  const lines = shown.map(({ title, progress, startedAt }) => {
    const elapsed = formatElapsed(now - startedAt);
    return progress === undefined ? `… ${title}  ${elapsed}` : `… ${title}: ${progress}  ${elapsed}`;
  });
  return shown.length === steps.length ? lines : [...lines, `… and ${steps.length - shown.length} more`];
}
