import type { ErrorCodeEntry } from './error-code-entry.ts';

/** Errors of the command line, the environment file and the files that aether writes. */
export const COMMAND_ERRORS = {
  BUG: {
    meaning: 'aether itself failed unexpectedly; this is a bug in aether.',
    remedy: 'Run again with --debug and report the stack trace.',
    exitCode: 2,
  },
  INTERRUPTED: {
    meaning:
      'The run was ended by SIGINT (Ctrl-C) or SIGTERM; running SQL was killed and open work rolled back.',
    remedy: 'Run the same command again: finished work is not repeated.',
    exitCode: 130,
  },
  USAGE: {
    meaning: 'The command line is wrong: an unknown command or option, or a missing argument.',
    remedy: 'Add --help to see what the command takes.',
    exitCode: 64,
  },
  CONFIRMATION_REQUIRED: {
    meaning: 'The command changes something, and nobody can be asked: stdin is not a terminal.',
    remedy: 'Read the plan with --dry-run, then add --yes, or --confirm NAME if it destroys data.',
    exitCode: 64,
  },
  DECLINED: {
    meaning: 'The plan was declined at the prompt; nothing was changed.',
    remedy: 'Run the command again to see the plan again.',
    exitCode: 2,
  },
  PLAN_CHANGED: {
    meaning: 'Something has changed between the confirmation of a plan and its start; nothing was run.',
    remedy: 'Run the same command again and read the new plan.',
    exitCode: 2,
  },
  ENVIRONMENT_NOT_FOUND: {
    meaning:
      'There is no environment file: none was named, none is in this directory or above it, and no sandbox runs.',
    remedy: 'Run "aether sandbox up" for a local server, or "aether init" to write an environment file.',
    exitCode: 78,
  },
  ENVIRONMENT_UNREADABLE: {
    meaning: 'The environment file cannot be read, is not UTF-8, or is not a regular file.',
    remedy: 'Check the path that --env or AETHER_ENV gives, and the permissions of the file.',
    exitCode: 78,
  },
  ENVIRONMENT_INVALID: {
    meaning: 'The environment file is invalid; the message lists every problem with its place.',
    remedy: 'Correct the lines named. "aether init" writes a valid file to compare with.',
    exitCode: 78,
  },
  FILE_NOT_TRUSTED: {
    meaning:
      'A file or directory that aether found by itself belongs to another user, can be written by others, or is a symbolic link in a state directory.',
    remedy:
      'Take the rights of others away (chmod go-w), or name the file yourself: --env FILE, AETHER_STATE_DIR=DIR, or the path of the source.',
    exitCode: 78,
  },
  SECRET_UNAVAILABLE: {
    meaning:
      'A secret could not be read from the variable, the file or the command that the environment file names.',
    remedy: 'Set the variable, write the file or repair the command; or change the reference.',
    exitCode: 78,
  },
  FILE_EXISTS: {
    meaning: 'The file to write already exists; not overwritten.',
    remedy: 'Name another file with --file, or add --force to replace it.',
    exitCode: 64,
  },
  OUTPUT_NOT_EMPTY: {
    meaning: 'The directory to write to already holds files; they were not changed.',
    remedy: 'Name another directory with --out, or add --force to replace the files from an earlier run.',
    exitCode: 64,
  },
  FILE_REFUSED: {
    meaning:
      'The system refuses access to a file or directory: no permission, a read-only file system or a full disk.',
    remedy: 'Correct the permissions of the path that the message names, or make room.',
    exitCode: 2,
  },
  OUTPUT_UNWRITABLE: {
    meaning:
      'The result cannot be written to standard output, for example because its disk is full. What the command did stays done.',
    remedy:
      'Make room or write the output to another place, then run the command again: finished work is not repeated.',
    exitCode: 2,
  },
  WORKING_DIRECTORY_MISSING: {
    meaning: 'The directory that aether was started in no longer exists.',
    remedy: 'Change to a directory that exists, then run the command again.',
    exitCode: 2,
  },
  RUN_NOT_FOUND: {
    meaning: 'No run with this id is recorded below .aether/runs.',
    remedy: 'Run "aether runs list" to see the ids, in the directory in which the command was run.',
    exitCode: 2,
  },
  FILE_UNWRITABLE: {
    meaning:
      'A file cannot be written: its directory is missing, the disk is full, or it belongs to another user.',
    remedy: 'Check the path and its permissions, or name another file.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorCodeEntry>;
