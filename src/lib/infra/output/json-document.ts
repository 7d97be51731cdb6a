import type { CommandResult } from '../../core/command.ts';
import { ERROR_CODES } from '../../core/error-codes.ts';
import type { AetherError } from '../../core/errors.ts';
import { causeMessages } from './render-error.ts';

/** The one document of `--json` for a command that ran to its end (`ok` is false where the answer is no). */
export function resultDocument(command: string, runId: string, result: CommandResult): object {
  return {
    ok: (result.exitCode ?? 0) === 0,
    command,
    run: runId,
    data: result.data,
    next: result.next ?? [],
  };
}

/** The one document of `--json` for a command that failed. */
export function errorDocument(
  command: string,
  { run, log }: { readonly run: string; readonly log?: string | undefined },
  error: AetherError,
): object {
  return {
    ok: false,
    command,
    run,
    error: {
      code: error.code,
      message: error.message,
      hint: error.hint ?? ERROR_CODES[error.code].remedy,
      location: error.location ?? null,
      details: error.details,
      causes: causeMessages(error),
      log: log ?? null,
    },
    next: [],
  };
}
