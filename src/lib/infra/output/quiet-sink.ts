import type { Style } from '../../core/command.ts';
import type { EventSink } from '../../core/events.ts';
import { eventLine } from './event-line.ts';
import { RunningSteps } from './running-steps.ts';

/** `--quiet`: warnings, and steps that failed or whose outcome is unknown. */
export function quietSink(write: (line: string) => void, style: Style): EventSink {
  const steps = new RunningSteps();
  return (event) => {
    if (event.type === 'step_started') steps.start(event, 0);
    if (event.type === 'step_started' || event.type === 'step_progress' || event.type === 'retry') return;
    const line = eventLine(event, steps, style);
    const isWanted =
      event.type === 'note' ? event.level === 'warn' : ['failed', 'unknown'].includes(event.outcome);
    if (isWanted && line !== undefined) write(line);
  };
}
