import { dirname } from 'node:path';
import { systemClock } from '../../src/lib/core/clock.ts';
import type { RunEvent } from '../../src/lib/core/events.ts';
import type { UpContext } from '../../src/lib/lab/lab-up.ts';

/** A context for the lab's functions: says yes to every plan and keeps the events, where somebody wants them. */
export function labContext(
  stateDir: string,
  options: { signal?: AbortSignal; events?: RunEvent[] } = {},
): UpContext & { readonly json: boolean; readonly cwd: string } {
  return {
    argv: ['lab', 'up'],
    cwd: dirname(stateDir),
    stateDir,
    variables: process.env,
    json: true,
    signal: options.signal ?? new AbortController().signal,
    clock: systemClock,
    emit: (event) => void options.events?.push(event),
    confirm: async () => undefined,
  };
}
