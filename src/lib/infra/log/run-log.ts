import { mkdirSync, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { RunEvent } from '../../core/events.ts';
import type { Redactor } from '../../core/redact.ts';

/** The run's own NDJSON log; secrets are redacted before a line is written. Nothing here throws. */
export interface RunLog {
  readonly file: string;
  /** Whether there is anything in the file. */
  hasLines(): boolean;
  event(event: RunEvent): void;
  info(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

export interface RunLogParts {
  readonly file: string;
  readonly run: string;
  readonly redactor: Redactor;
  /** Before the first line. */
  readonly onOpen: () => void;
  /** Gets each line, too: `--verbose`. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Where the log cannot be kept; it then stays as it is. The run goes on: a log never decides how it ends. */
  readonly onFailure: (thrown: unknown) => void;
}

type Logger = import('pino').Logger;

const require = createRequire(import.meta.url);

/**
 * The log of one run. The file and pino itself come with the first line, so that a command that only reads leaves
 * nothing behind; lines are written at once, so that `kill -9` loses none.
 */
export function createRunLog(parts: RunLogParts): RunLog {
  let opened: Logger | undefined;
  let state: 'empty' | 'written' | 'lost' = 'empty';
  const open = (): Logger => {
    const pino = require('pino') as typeof import('pino');
    parts.onOpen();
    mkdirSync(dirname(parts.file), { recursive: true, mode: 0o700 });
    // Made by this run or not at all: nobody's link is followed.
    const descriptor = openSync(parts.file, 'ax', 0o600);
    const write = (line: string) => {
      const clean = parts.redactor.redact(line);
      writeSync(descriptor, clean);
      parts.onLine?.(clean);
    };
    return pino.pino({ base: { run: parts.run }, timestamp: pino.stdTimeFunctions.isoTime }, { write });
  };
  const log = (write: (logger: Logger) => void) => {
    if (state === 'lost') return;
    try {
      opened ??= open();
      write(opened);
      state = 'written';
    } catch (thrown) {
      state = 'lost';
      parts.onFailure(thrown);
    }
  };
  return {
    file: parts.file,
    hasLines: () => state === 'written',
    event: (event) => log((logger) => logger.info(event)),
    info: (message, fields) => log((logger) => logger.info(fields ?? {}, message)),
    error: (message, fields) => log((logger) => logger.error(fields ?? {}, message)),
  };
}
