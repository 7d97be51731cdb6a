import { AetherError, toAetherError } from '../../core/errors.ts';
import { serverErrno } from '../mariadb/driver-error.ts';

/** ER_QUERY_INTERRUPTED and ER_CONNECTION_KILLED: what Ctrl-C asks the server for. */
const KILLED: ReadonlySet<number | undefined> = new Set([1317, 1927]);

/**
 * What went wrong while an interrupted command cleaned up, as a sentence; undefined if what it threw is the
 * interruption itself, or a statement that was killed for it. A clean-up that fails leaves something behind, which the
 * user must hear of.
 */
export function failedCleanUp(thrown: unknown, reason: unknown): string | undefined {
  if (isSuppressed(thrown))
    return failedCleanUp(thrown.error, reason) ?? failedCleanUp(thrown.suppressed, reason);
  const isInterruption =
    thrown === reason ||
    (thrown instanceof Error && thrown.name === 'AbortError') ||
    (thrown instanceof AetherError && thrown.code === 'INTERRUPTED') ||
    KILLED.has(serverErrno(thrown));
  return isInterruption ? undefined : `the clean-up did not finish: ${toAetherError(thrown).message}`;
}

/** An `await using` that fails after an error throws both; Node 20 has no class for that, the compiler writes one. */
function isSuppressed(thrown: unknown): thrown is { readonly error: unknown; readonly suppressed: unknown } {
  return thrown instanceof Error && 'error' in thrown && 'suppressed' in thrown;
}
