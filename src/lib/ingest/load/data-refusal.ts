import { AetherError } from '../../core/errors.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';

/** Why the server does not take a record. */
export interface DataRefusal {
  readonly rule: string;
  readonly reason: string;
}

/** What the server says of a record that breaks a rule of the table (MariaDB error codes). */
const DATA_ERRORS: Readonly<Record<number, string>> = {
  1022: 'duplicate_key',
  1048: 'not_null',
  1062: 'duplicate_key',
  1169: 'duplicate_key',
  1263: 'not_null',
  1264: 'out_of_range',
  1265: 'truncated',
  1292: 'wrong_value',
  1366: 'wrong_value',
  1406: 'too_long',
  1452: 'foreign_key',
  1526: 'no_partition',
  1586: 'duplicate_key',
  1644: 'trigger',
  4025: 'check_constraint',
};

export const DATA_RULES: readonly string[] = [...new Set(Object.values(DATA_ERRORS))];

/** The rule that a record breaks of which the server says this; undefined if no record is to blame. */
export function dataRule(errno: number): string | undefined {
  return DATA_ERRORS[errno];
}

/**
 * What the server says of a record; undefined if no record is to blame. SIGNAL in a trigger may set an error number of its
 * own, and its SQLSTATE is one of class 45.
 */
export function dataRefusal(thrown: unknown): DataRefusal | undefined {
  if (!(thrown instanceof AetherError)) return undefined;
  const state = thrown.details['sql_state'];
  const isSignal = typeof state === 'string' && state.startsWith('45');
  const rule = dataRule(serverErrno(thrown) ?? 0) ?? (isSignal ? 'trigger' : undefined);
  return rule === undefined ? undefined : { rule, reason: thrown.message };
}
