import { setMaxListeners } from 'node:events';
import { dirname } from 'node:path';
import { systemClock } from '../../src/lib/core/clock.ts';
import type { RunEvent } from '../../src/lib/core/events.ts';
import { createRedactor } from '../../src/lib/core/redact.ts';
import type { SandboxContext } from '../../src/lib/sandbox/sandbox.ts';

/** A context for the sandbox's functions: says yes to every plan and keeps the events, where somebody wants them. */
export function sandboxContext(
  stateDir: string,
  options: { signal?: AbortSignal; events?: RunEvent[]; variables?: Record<string, string | undefined> } = {},
): SandboxContext {
  const signal = options.signal ?? new AbortController().signal;
  // One listener for every statement that runs.
  setMaxListeners(0, signal);
  return {
    cwd: dirname(stateDir),
    stateDir,
    variables: options.variables ?? process.env,
    runId: 'test',
    signal,
    clock: systemClock,
    redactor: createRedactor(),
    emit: (event) => void options.events?.push(event),
    confirm: async () => undefined,
  };
}
