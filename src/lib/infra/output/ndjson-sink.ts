import type { EventSink } from '../../core/events.ts';

/** `--json=stream`: every event as a line of JSON. */
export function ndjsonSink(write: (text: string) => void, now: () => Date): EventSink {
  return (event) => write(`${JSON.stringify({ at: now().toISOString(), ...event })}\n`);
}
