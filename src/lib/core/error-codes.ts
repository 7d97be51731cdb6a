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
  ENVIRONMENT_NOT_FOUND: {
    meaning: 'There is no environment file: none was named, none lies in this directory or above it, and no sandbox runs.',
    remedy: 'Type "aether sandbox up" for a local server, or "aether init" to write an environment file.',
    exitCode: 78,
  },
  ENVIRONMENT_UNREADABLE: {
    meaning: 'The environment file cannot be read, is not UTF-8, or is no file at all.',
    remedy: 'Check the path that --env or AETHER_ENV gives, and the permissions of the file.',
    exitCode: 78,
  },
  ENVIRONMENT_INVALID: {
    meaning: 'The environment file says something that it cannot mean; the message lists every problem with its place.',
    remedy: 'Correct the lines named. "aether init" writes a valid file to compare with.',
    exitCode: 78,
  },
  SECRET_UNAVAILABLE: {
    meaning: 'A secret could not be read from the variable, the file or the command that the environment file names.',
    remedy: 'Set the variable, write the file or repair the command; or change the reference.',
    exitCode: 78,
  },
  FILE_EXISTS: {
    meaning: 'The file to write is there already; it was left as it is.',
    remedy: 'Name another file with --file, or add --force to replace it.',
    exitCode: 64,
  },
  MARIADB_UNREACHABLE: {
    meaning: 'No connection to a MariaDB server: nothing listens there, the name does not resolve, or the network drops it.',
    remedy: 'Check the address with "aether check"; for local servers type "aether sandbox up".',
    exitCode: 2,
  },
  MARIADB_ACCESS_DENIED: {
    meaning: 'The server refuses the account, or the account lacks a privilege for this statement.',
    remedy: 'Check the account and its secret reference under mariadb.accounts, and its grants.',
    exitCode: 2,
  },
  MARIADB_TLS: {
    meaning: 'The TLS handshake with a MariaDB server failed, or its certificate is not the expected one.',
    remedy: 'Check mariadb.tls.ca, and that the certificate names the address in the environment file.',
    exitCode: 2,
  },
  MARIADB_CONNECTION_LOST: {
    meaning: 'The connection to a MariaDB server broke while a statement was running; its outcome is not known yet.',
    remedy: 'Type the same command again: it reads the ledger and goes on from there.',
    exitCode: 2,
  },
  MARIADB_NOT_READY: {
    meaning: 'The server answers but does not take work: a Galera node outside the primary component or not yet synced.',
    remedy: 'Wait until the node is Synced, or see "aether sandbox status".',
    exitCode: 2,
  },
  MARIADB_QUERY_FAILED: {
    meaning: 'The server refused a statement.',
    remedy: 'The message holds the error number and text of the server.',
    exitCode: 2,
  },
  LEASE_HELD: {
    meaning: 'Another run holds the right to do this work alone.',
    remedy: 'Wait for it to end. A run that died loses its lease by itself after some seconds.',
    exitCode: 2,
  },
  LEASE_LOST: {
    meaning: 'This run stood still for so long that another one took its lease over; it stopped before its next step.',
    remedy: 'See what the other run does, then type the same command again.',
    exitCode: 2,
  },
  MIGRATION_INVALID: {
    meaning: 'A file in sql/migrations cannot be used: its name, its header or its SQL is wrong.',
    remedy: 'Correct the file at the place given; nothing was run.',
    exitCode: 2,
  },
  MIGRATION_CHANGED: {
    meaning: 'A migration, or a statement of it, was changed after it had been applied, or its file is gone.',
    remedy: 'Restore the file and write the change as a new migration.',
    exitCode: 2,
  },
  MIGRATION_FAILED: {
    meaning: 'The server refused a statement of a migration; the statements before it stay applied and are not repeated.',
    remedy: 'Correct the statement, then type "aether schema apply" again: it goes on from there.',
    exitCode: 2,
  },
  MIGRATION_UNCERTAIN: {
    meaning: 'An earlier run died inside a statement, and its objects do not tell whether it took effect.',
    remedy: 'Look at the objects, then say it: aether schema apply --resolve VERSION:STEP=done or =pending.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
