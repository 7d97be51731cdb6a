import { toAetherError } from '../../core/errors.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import type { AttemptOutcome } from './operation.ts';

/** How far an attempt had come: no session yet, a statement before COMMIT, or COMMIT itself. */
export type Phase = 'connect' | 'statement' | 'commit';

export interface Classified {
  readonly outcome: Exclude<AttemptOutcome, 'acknowledged'>;
  readonly errno: number | null;
  /** The session cannot be used any more. */
  readonly isSessionOver: boolean;
}

/** Duplicate key: a row with this id is there. */
const DUPLICATE = 1062;

/**
 * Server errors that say for certain that nothing was committed, at COMMIT too (MariaDB error code list; Galera answers
 * a conflict with 1213). 1020: snapshot isolation. 1205 ends the statement only, so the client rolls back.
 */
const CONFLICTS: ReadonlySet<number> = new Set([1213, 1020, 1205]);

/** The same before COMMIT: the member has no cluster (1047), is shut down (1053), is read-only, or has no room. */
const REFUSALS: ReadonlySet<number> = new Set([1047, 1290, 1021, 1114, 1040, 1203, 1226]);

/**
 * What an error says about the row. Before COMMIT was sent, a transaction that ends for whatever reason is rolled back.
 * At COMMIT, only a conflict is certain: 1180 (error during COMMIT), 1047, a lost link, a kill and a deadline are not,
 * as 11 of 27 connections that were lost there had committed, and commits that timed out have landed 11 minutes later.
 */
export function classifyError(thrown: unknown, phase: Phase): Classified {
  const error = toAetherError(thrown);
  const errno = serverErrno(error) ?? null;
  if (errno === DUPLICATE) return { outcome: 'duplicate', errno, isSessionOver: false };
  if (phase === 'connect') return { outcome: 'failed', errno, isSessionOver: true };
  if (errno !== null && CONFLICTS.has(errno)) return { outcome: 'failed', errno, isSessionOver: false };
  if (phase === 'statement' && errno !== null && REFUSALS.has(errno)) {
    return { outcome: 'failed', errno, isSessionOver: true };
  }
  return { outcome: phase === 'statement' ? 'failed' : 'ambiguous', errno, isSessionOver: true };
}
