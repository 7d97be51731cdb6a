import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { RunEvent } from '../../core/events.ts';
import type { Redactor } from '../../core/redact.ts';

/** The run's own NDJSON log; secrets are redacted before a line is written. */
export interface RunLog {
  readonly file: string;
  event(event: RunEvent): void;
  info(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

type Logger = import('pino').Logger;

const require = createRequire(import.meta.url);

/**
 * The log of one run, `<state dir>/runs/<run id>/log.ndjson`. The file and pino itself come with the first line,
 * so that a command that only reads leaves nothing behind; lines are written at once, so that `kill -9` loses none.
 */
export function createRunLog(stateDir: string, runId: string, redactor: Redactor): RunLog {
  const directory = join(stateDir, 'runs', runId);
  const file = join(directory, 'log.ndjson');
  let opened: Logger | undefined;
  const logger = (): Logger => {
    if (opened !== undefined) return opened;
    const pino = require('pino') as typeof import('pino');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const destination = pino.destination({ dest: file, sync: true, mode: 0o600 });
    const redacting = { write: (line: string) => void destination.write(redactor.redact(line)) };
    opened = pino.pino({ base: { run: runId }, timestamp: pino.stdTimeFunctions.isoTime }, redacting);
    return opened;
  };
  return {
    file,
    event: (event) => logger().info(event),
    info: (message, fields) => logger().info(fields ?? {}, message),
    // A command that failed before it did anything is told on the screen; it needs no directory of its own.
    error: (message, fields) => opened?.error(fields ?? {}, message),
  };
}
