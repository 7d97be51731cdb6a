import type { FaultKind, FaultOptions } from '../../infra/fault/fault-kind.ts';
import type { LabHost } from '../host/topology.ts';
import type { FaultScripts } from './fault-records.ts';

/**
 * A fault that a lab can make. A file in `kinds/` exports one as `fault` and has its name: adding a fault is adding a
 * file. It is data; `plan` imports what it needs itself, so that help and documents load no more than that.
 */
export interface LabFault extends FaultKind {
  /** Programs and devices of this computer without which it cannot be made, with the command that gets each. */
  readonly needs?: Readonly<Record<string, string>>;
  /** How to inject and to heal it. Throws LAB_FAULT_REFUSED or USAGE if it makes no sense. */
  readonly plan: (scene: FaultScene, options: FaultOptions) => Promise<FaultScripts>;
}

/** The machine that a fault is about, and what it is part of. */
export interface FaultScene {
  /** Names the fault; letters, digits and "-". */
  readonly id: string;
  /** Where the fault is written down. */
  readonly directory: string;
  readonly host: LabHost;
  readonly hosts: readonly LabHost[];
  readonly cgroup: string;
  /** The file of the lab's network namespace. */
  readonly namespace: string;
  /** Boots the machine. */
  readonly bootCommand: readonly string[];
  readonly console: string;
}
