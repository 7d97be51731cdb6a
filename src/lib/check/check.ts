import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';

/** unknown: what was to be looked at could not be; that is never ok. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'unknown';

export interface Finding {
  /** A host's name; null for the environment as a whole. */
  readonly host: string | null;
  readonly status: CheckStatus;
  /** What was seen, in one line. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** One thing to look at. A file in `checks/` exports one as `check`; adding a check is adding a file. */
export interface Check {
  readonly name: string;
  /** Changes nothing. What it throws becomes one finding, so what concerns one host is caught by `lookAtEach`. */
  readonly run: (context: Context, environment: LoadedEnvironment) => Promise<readonly Finding[]>;
}

/** A finding together with the check that made it. */
export interface CheckedFinding extends Finding {
  readonly check: string;
}
