import type { Style } from '../../core/command.ts';
import { ERROR_CODES } from '../../core/error-codes.ts';
import type { AetherError } from '../../core/errors.ts';

export interface ErrorView {
  /** With the stack. */
  readonly debug: boolean;
  /** The log of the run, if it has one. */
  readonly log?: string | undefined;
}

/** An error for people: what happened, why, where, what to type next, and which file says more. */
export function renderError(error: AetherError, style: Style, { debug, log }: ErrorView): string {
  const lines = [`${style.bad(`error[${error.code}]`)}: ${error.message}`];
  for (const cause of causeMessages(error)) lines.push(`  cause: ${cause}`);
  if (error.location !== undefined) {
    lines.push(`  at ${error.location.file}:${error.location.line}:${error.location.column}`);
  }
  const statement = error.details['statement'];
  if (typeof statement === 'string') lines.push(`  statement: ${statement}`);
  lines.push(`  ${style.dim('try:')} ${error.hint ?? ERROR_CODES[error.code].remedy}`);
  if (log !== undefined) lines.push(`  ${style.dim('log:')} ${log}`);
  if (debug && error.stack !== undefined) lines.push(style.dim(error.stack));
  return lines.join('\n');
}

/** The messages of the cause chain, leaving out what an outer message already says. */
export function causeMessages(error: Error): string[] {
  const messages: string[] = [];
  let said = error.message;
  let cause: unknown = error.cause;
  while (cause instanceof Error) {
    if (cause.message !== '' && !said.includes(cause.message)) messages.push(cause.message);
    said += cause.message;
    cause = cause.cause;
  }
  return messages;
}
