import type { Style } from '../../core/command.ts';
import type { RunEvent, StepOutcome } from '../../core/events.ts';
import { formatSeconds } from '../../core/units.ts';
import type { RunningSteps } from './running-steps.ts';

/** A shorter pause is over before anybody has read of it; the log has it. */
const SHOWN_PAUSE_SECONDS = 1;

const MARKS: Readonly<Record<StepOutcome, string>> = {
  done: '✓',
  unchanged: '=',
  skipped: '-',
  failed: '✗',
  unknown: '?',
};

/** The line that stays on the screen for an event; undefined for one that leaves none. */
export function eventLine(
  event: Exclude<RunEvent, { type: 'step_started' | 'step_progress' }>,
  steps: RunningSteps,
  style: Style,
): string | undefined {
  if (event.type === 'note') return noteLine(event, style);
  if (event.type === 'retry') return retryLine(event, style);
  const title = steps.finish(event);
  const detail = event.detail === undefined ? '' : `: ${event.detail}`;
  const line = `${MARKS[event.outcome]} ${title}${detail} ${style.dim(formatSeconds(event.elapsed_seconds))}`;
  if (event.outcome === 'failed') return style.bad(line);
  return event.outcome === 'unknown' ? style.warn(line) : line;
}

function noteLine({ host, level, message }: Extract<RunEvent, { type: 'note' }>, style: Style): string {
  const text = host === undefined ? message : `${host}: ${message}`;
  return level === 'warn' ? style.warn(`! ${text}`) : `  ${text}`;
}

function retryLine(event: Extract<RunEvent, { type: 'retry' }>, style: Style): string | undefined {
  if (event.wait_seconds < SHOWN_PAUSE_SECONDS) return undefined;
  const { host, code, errno, attempt, attempts } = event;
  const why = errno === null ? code : `error ${errno}`;
  const next = `attempt ${attempt + 1} of ${attempts} in ${formatSeconds(event.wait_seconds)}`;
  return style.warn(`! ${host === undefined ? '' : `${host}: `}${why}; ${next}`);
}
