import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

/** A place in a file that the user wrote; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface AetherErrorOptions {
  /** What to type or change next; one sentence. */
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly location?: SourceLocation;
  readonly exitCode?: number;
  readonly cause?: unknown;
}

/** The one error class. The message says what happened and where; the hint says what to do about it. */
export class AetherError extends Error {
  override readonly name = 'AetherError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly location: SourceLocation | undefined;
  readonly exitCode: number;

  constructor(code: ErrorCode, message: string, options: AetherErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
    this.location = options.location;
    this.exitCode = options.exitCode ?? ERROR_CODES[code].exitCode;
  }
}

/** The error itself where it is one of ours, else a BUG that keeps it as its cause. */
export function toAetherError(thrown: unknown): AetherError {
  if (thrown instanceof AetherError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AetherError('BUG', message, { cause: thrown });
}

/** Throws the reason of an aborted signal; call it between two units of work. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw toAetherError(signal.reason);
}

/** The `code` of a system error (`ENOENT`, `ECONNREFUSED`), or undefined for anything else. */
export function systemErrorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
