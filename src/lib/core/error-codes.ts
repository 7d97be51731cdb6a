/** What a code means and the exit code it ends the process with; `docs/errors.md` is generated from this table. */
export interface ErrorCodeEntry {
  readonly meaning: string;
  readonly remedy: string;
  readonly exitCode: 2 | 64 | 78 | 130 | 143;
}

/** Every error that aether raises on purpose. Adding one here adds it to `docs/errors.md` (checked in CI). */
export const ERROR_CODES = {
  BUG: {
    meaning: 'aether itself failed in a way that nobody foresaw.',
    remedy: 'Run again with --debug and report the stack trace.',
    exitCode: 2,
  },
  INTERRUPTED: {
    meaning: 'The run was ended by SIGINT (Ctrl-C) or SIGTERM; running SQL was killed and open work rolled back.',
    remedy: 'Type the same command again: finished work is not repeated.',
    exitCode: 130,
  },
  USAGE: {
    meaning: 'The command line is wrong: an unknown command or option, or a missing argument.',
    remedy: 'Add --help to see what the command takes.',
    exitCode: 64,
  },
  CONFIRMATION_REQUIRED: {
    meaning: 'The command changes something and nobody is there to ask.',
    remedy: 'Read the plan with --dry-run, then add --yes.',
    exitCode: 64,
  },
  DECLINED: {
    meaning: 'The question whether to go on was answered with no; nothing was changed.',
    remedy: 'Type the command again when you are ready.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
