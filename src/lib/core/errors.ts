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

/** What the system says of a file or a disk, and what helps. None of them is a mistake of aether. */
const REFUSED_FILES: Readonly<Record<string, string>> = {
  EACCES: 'run as the user that the path belongs to, or correct its permissions',
  EPERM: 'run as the user that the path belongs to, or correct its permissions',
  EROFS: 'set AETHER_STATE_DIR to a directory that can be written',
  ENOSPC: 'make room on this file system',
  EDQUOT: 'make room in the quota of this user',
};

const NO_ROOM: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** The error itself where it is one of ours, FILE_REFUSED for files and disks, else a BUG; each keeps its cause. */
export function toAetherError(thrown: unknown): AetherError {
  if (thrown instanceof AetherError) return thrown;
  const hint = refusedFileHint(thrown);
  const code = hint === undefined ? 'BUG' : 'FILE_REFUSED';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AetherError(code, message, { cause: thrown, ...(hint === undefined ? {} : { hint }) });
}

/** undefined for what is neither about a file nor about a disk: a signal or a port that is refused has no path. */
function refusedFileHint(thrown: unknown): string | undefined {
  const code = systemErrorCode(thrown);
  if (code === undefined) return undefined;
  const { path, syscall } = thrown as { readonly path?: string; readonly syscall?: string };
  // Node reports so a parent on a read-only file system, too, when it makes directories recursively.
  if (code === 'ENOENT' && syscall === 'mkdir') return 'make the parent directory, or set AETHER_STATE_DIR';
  return path !== undefined || NO_ROOM.has(code) ? REFUSED_FILES[code] : undefined;
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
