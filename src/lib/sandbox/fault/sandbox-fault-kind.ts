import type { FaultKind } from '../../infra/fault/fault-kind.ts';
import type { ProcessIdentity } from '../../infra/process/process-table.ts';

/** The server that a fault is about. */
export interface FaultScene {
  readonly server: ProcessIdentity;
  /** A shell line that starts what of the sandbox is down, in an order that loses nothing. */
  readonly repair: string;
}

/** Shell lines. Healing may run twice, and if nothing was injected. */
export interface FaultScripts {
  readonly inject: readonly string[];
  readonly heal: readonly string[];
}

/**
 * A fault of a local server's process. A file in `kinds/` exports one as `fault` and has its name, which is the lab's
 * name for the same fault: adding a fault is adding a file.
 */
export interface SandboxFault extends FaultKind {
  readonly scripts: (scene: FaultScene) => FaultScripts;
}

/** A shell line that sends a signal to exactly this process, and fails if it is gone. */
export function signalLine({ pid, startTicks }: ProcessIdentity, signal: string): string {
  // The 22nd field of proc(5): another process that got the pid meanwhile started at another time.
  return `[ "$(cut -d' ' -f22 /proc/${pid}/stat 2>/dev/null)" = ${startTicks} ] && kill -${signal} ${pid}`;
}
