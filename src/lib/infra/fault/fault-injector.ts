import type { ExpectedBehaviour, FaultOptions } from './fault-kind.ts';

/**
 * Breaks hosts and their network on purpose: the port through which a failover drill works. A lab does it from outside
 * of its machines; other fleets do it over SSH, or with signals to local processes. Each of them keeps three promises:
 *
 * 1. How a fault is healed is registered before anything is broken, in a place that outlives aether.
 * 2. A fault heals when its time is over, and at most `dead_man_seconds` after aether has died.
 * 3. `plan` changes nothing. What cannot be done here is part of the plan, so that a drill can say so and does not
 *    count it as passed.
 */
export interface FaultInjector {
  /** The names of the faults that it knows. */
  names(): Promise<readonly string[]>;
  /** Throws USAGE where the order makes no sense on any host. */
  plan(order: FaultOrder): Promise<FaultPlan>;
  /** Resolves once the fault is in force. Throws what `plan` finds, or that it failed. */
  inject(order: FaultOrder): Promise<ActiveFault>;
  /** The faults in force, the oldest first; also those that an earlier run has left. */
  list(): Promise<readonly FaultStatus[]>;
  /** Heals all faults, or those of one host, the youngest first; returns what it healed. */
  heal(host?: string): Promise<readonly FaultStatus[]>;
}

export interface FaultOrder {
  readonly host: string;
  readonly fault: string;
  readonly options: FaultOptions;
  /** When it heals by itself; without it, when it is healed or aether ends. */
  readonly seconds?: number | undefined;
}

/** What is about to be broken, before it is. Plain data. */
export interface FaultPlan {
  readonly order: FaultOrder;
  readonly summary: string;
  /** null if the injector does not know the fault. */
  readonly expected: ExpectedBehaviour | null;
  /** How long the fault outlives aether at most, in seconds. */
  readonly dead_man_seconds: number;
  /** Why it cannot be injected here; null if it can. */
  readonly obstacle: FaultObstacle | null;
}

export interface FaultObstacle {
  readonly problem: string;
  /** What to type; absent if nothing helps. */
  readonly hint?: string;
}

/** A fault that is in force. */
export interface ActiveFault {
  readonly id: string;
  /** What proves that the fault was as ordered, if it must happen at a certain moment. */
  readonly evidence?: string;
  /** Resolves when it is healed, by itself or by somebody. Rejects if that failed. */
  readonly healed: Promise<void>;
  /** Heals it and resolves when it is healed. */
  heal(): Promise<void>;
}

/** A fault that is in force, or was when the process that held it died. */
export interface FaultStatus {
  readonly id: string;
  readonly host: string;
  readonly fault: string;
  /** What of the host it takes hold of; null if several such faults can be in force together. */
  readonly subject: string | null;
  readonly started_at: string;
  /** False if it no longer heals by itself. */
  readonly held: boolean;
}
