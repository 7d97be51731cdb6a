import type { FaultKind, FaultOptions } from '../fault-kind.ts';

/**
 * A fault of a server on a machine that is reached over SSH. A file in `kinds/` exports one as `fault` and has its name, which
 * is the lab's name for the same fault: adding a fault is adding a file. Scripts run as root, with `set -eu`; healing may run
 * twice, and if nothing was injected. What the injection prints is evidence for the report.
 */
export interface SshFault extends FaultKind {
  readonly inject: string | ((options: FaultOptions) => string);
  /** `$0` is in the directory of the fault, which was made directly before it was injected. */
  readonly heal: string;
  /** When the machine heals it by itself, if it takes longer than others to be in force. */
  readonly dead_man_seconds?: number;
}

export const REQUIRE_RUNNING = `systemctl is-active --quiet mariadb.service || { echo 'mariadb.service does not run' >&2; exit 1; }`;
