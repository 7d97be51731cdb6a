import { AetherError } from '../../../core/errors.ts';

/**
 * How a remote command ended. `unknown`: the link broke first; the command may have ended, may still run
 * or may never have begun, so it is neither a success nor a failure.
 */
export type CommandEnd =
  | { readonly outcome: 'exited'; readonly code: number }
  | { readonly outcome: 'signalled'; readonly signal: string }
  | { readonly outcome: 'unknown'; readonly reason: string };

export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** More came than was kept, or the link broke before all of it had come. */
  readonly truncated: boolean;
}

export type CommandResult = CommandEnd & CommandOutput;

/** `exit code 3`, `killed by SIGTERM`, `outcome unknown: the link broke`. */
export function describeEnd(end: CommandEnd): string {
  if (end.outcome === 'exited') return `exit code ${end.code}`;
  return end.outcome === 'signalled' ? `killed by ${end.signal}` : `outcome unknown: ${end.reason}`;
}

/** True where the command ran to its end with exit code 0. */
export function succeeded(end: CommandEnd): boolean {
  return end.outcome === 'exited' && end.code === 0;
}

const EXCERPT_CHARS = 2000;

/**
 * The error for a command that had to succeed: SSH_OUTCOME_UNKNOWN or SSH_COMMAND_FAILED. `what` is said instead
 * of the command line, which may be long; stderr is quoted by its end.
 */
export function commandError(host: string, what: string, result: CommandResult): AetherError {
  const said = result.stderr.trim().slice(-EXCERPT_CHARS);
  const code = result.outcome === 'unknown' ? 'SSH_OUTCOME_UNKNOWN' : 'SSH_COMMAND_FAILED';
  return new AetherError(code, `${host}: ${what}: ${describeEnd(result)}${said === '' ? '' : `\n${said}`}`, {
    details: { host, ...endDetails(result) },
  });
}

function endDetails(end: CommandEnd): Record<string, unknown> {
  return {
    outcome: end.outcome,
    exit_code: end.outcome === 'exited' ? end.code : null,
    signal: end.outcome === 'signalled' ? end.signal : null,
  };
}
