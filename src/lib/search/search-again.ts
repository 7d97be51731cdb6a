import { serverErrno } from '../infra/mariadb/driver-error.ts';
import { isConflict, type RetryPolicy, withRetry } from '../infra/mariadb/retry.ts';
import type { SearchContext } from './open-search.ts';

/** Somebody waits for the answer. */
const POLICY: RetryPolicy = { attempts: 5, baseMs: 20, capMs: 500 };

/** No such table; table definition has changed since the snapshot was taken. */
const GONE = new Set([1146, 1412]);

/**
 * True if tables were changed while they were read: a new vector index drops the one before it, which on Galera ends whoever
 * reads it (1213), and elsewhere leaves a snapshot without its table.
 */
function isOvertaken(thrown: unknown): boolean {
  return isConflict(thrown) || GONE.has(serverErrno(thrown) ?? 0);
}

/** Searches once more, in a snapshot of then, if a change of the tables came between: a search changes nothing itself. */
export async function searchAgain<Answer>(
  context: Pick<SearchContext, 'clock' | 'signal' | 'emit'>,
  search: () => Promise<Answer>,
): Promise<Answer> {
  return withRetry(context, isOvertaken, search, POLICY);
}
