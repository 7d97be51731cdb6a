import type { LabHost } from '../host/topology.ts';
import type { FaultScripts } from './fault-ledger.ts';

/** One way in which a machine or its network can fail. A new one is a file in `kinds` and a line in the catalogue. */
export interface Fault {
  readonly name: string;
  /** What it does to the machine, in one line. */
  readonly summary: string;
  /** The options it heeds beside `--for`; others are refused. */
  readonly options: readonly (keyof FaultOptions)[];
  /** How to inject and to heal it. Throws LAB_FAULT_REFUSED or USAGE where it makes no sense. */
  readonly plan: (scene: FaultScene, options: FaultOptions) => FaultScripts;
}

/** What can be said about a fault; each kind heeds some of it. */
export interface FaultOptions {
  /** The machines that the host is cut off from; all of them, and the operator, where it is not given. */
  readonly from?: readonly string[] | undefined;
  /** Seen from the host. */
  readonly direction?: 'both' | 'in' | 'out' | undefined;
  /** A systemd unit. */
  readonly service?: string | undefined;
  readonly percent?: number | undefined;
  /** Seconds; negative for a clock that is behind. */
  readonly by?: number | undefined;
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
