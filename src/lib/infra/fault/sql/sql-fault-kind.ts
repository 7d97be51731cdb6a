import type { FaultKind, FaultOptions } from '../fault-kind.ts';

/**
 * A fault that a session makes on a server, as a careless administrator does. A file in `kinds/` exports one as `fault` and
 * has its name: adding a fault is adding a file. It is in force as long as the session lives, so that nothing has to be
 * written down to heal it.
 */
export interface SqlFault extends FaultKind {
  readonly inject: (options: FaultOptions) => readonly string[];
  /** On the first host of `from`, in another session, after `inject`. */
  readonly elsewhere?: (options: FaultOptions) => readonly string[];
  /** Before the session ends, which would heal it as well. */
  readonly heal: readonly string[];
}
