import type { FaultKind } from '../fault-kind.ts';

/**
 * A fault of a server on a machine that is reached over SSH. A file in `kinds/` exports one as `fault` and has its name, which
 * is the lab's name for the same fault: adding a fault is adding a file. Scripts run as root, with `set -eu`; healing may run
 * twice, and if nothing was injected.
 */
export interface SshFault extends FaultKind {
  readonly inject: string;
  /** `$0` is in the directory of the fault, which was made directly before it was injected. */
  readonly heal: string;
}

export const REQUIRE_RUNNING = `systemctl is-active --quiet mariadb.service || { echo 'mariadb.service does not run' >&2; exit 1; }`;
