import type { FaultOptions } from '../infra/fault/fault-kind.ts';

/**
 * One way in which a drill breaks a cluster, as plain data. A file in `faults/` exports one as `fault` and has its name:
 * adding a fault is adding a file. How it is done is the injector's.
 */
export interface DrillFault {
  /** Lower-case words with dashes. */
  readonly name: string;
  /** What happens to the victim, in one line. */
  readonly summary: string;
  /** The fault that the injector is asked for. */
  readonly injects: string;
  /** What the second victim of a pair is asked for, together with the first one. */
  readonly injects_second?: string;
  readonly options?: FaultOptions;
  /** The members that each victim is cut off from, or has the fault together with; they still reach the clients. */
  readonly apart?: 'all members' | 'one member';
  /** The table of the drill of which it locks a row. */
  readonly locks?: string;
  /**
   * `source`: the member that the first replica replicates from. `pair`: a member, and the one after it. `each`: all of them, one
   * after another, by one injection.
   */
  readonly victims: 'one' | 'pair' | 'majority' | 'all' | 'each' | 'source';
  /** The last victim loses its data, and copies those of another member (SST). */
  readonly replaces_data?: true;
  /**
   * `recovery`: nothing starts by itself then; the cluster is recovered as `aether cluster recover` does it. `time`: where it
   * was injected, after `hold_seconds`, as a way there and back would take longer.
   */
  readonly heals_by?: 'recovery' | 'time';
  /** How long it is in force at least. */
  readonly hold_seconds: number;
  readonly expected: {
    /** `dropped`: the others go on without the victim, and the fault is held until they do. */
    readonly membership: 'dropped' | 'kept' | 'lost';
    /** An applier of the victim aborts a session that is in its way (wsrep_local_bf_aborts). */
    readonly aborts?: true;
    /** The longest time without an acknowledgement for clients of the other members, by the profile of the timers. */
    readonly gap_seconds: { readonly lan: number; readonly wan: number };
    /** One line for the plan and the report. Figures were measured on one computer. */
    readonly cluster: string;
  };
  /** With healing and waiting for all members, roughly. */
  readonly about_seconds: number;
}
