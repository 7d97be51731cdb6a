/** What can be said about a fault; each kind reads some of it. */
export interface FaultOptions {
  /** The hosts that the host is cut off from; `operator` is this end. All of them and the operator by default. */
  readonly from?: readonly string[] | undefined;
  /** Seen from the host. */
  readonly direction?: 'both' | 'in' | 'out' | undefined;
  /** A systemd unit. */
  readonly service?: string | undefined;
  /** A quoted table with its database. */
  readonly table?: string | undefined;
  readonly percent?: number | undefined;
  /** Seconds; negative for a clock that runs behind. */
  readonly by?: number | undefined;
}

export type FaultOptionName = keyof FaultOptions;

/** What others see while a fault is in force, and what a Galera cluster makes of it. */
export interface ExpectedBehaviour {
  /** What becomes of the server's process. */
  readonly process: 'killed' | 'stopped' | 'restarted' | 'running';
  /**
   * What a client sees that connects from a host that the fault concerns. Refused at once by a host that answers is
   * evidence that the process is gone; silence alone is not.
   */
  readonly connections: 'refused' | 'unanswered' | 'slow' | 'lossy' | 'normal';
  /** Whether the other members go on without this one, once their timers have run out. */
  readonly membership: 'dropped' | 'kept' | 'depends';
  /** One line for plans and reports. Figures were measured on three members of MariaDB 10.11 on one computer. */
  readonly cluster: string;
}

/** One way in which a host or its network can fail, as plain data. */
export interface FaultKind {
  /** Lower-case words with dashes. */
  readonly name: string;
  /** What it does to the host, in one line. */
  readonly summary: string;
  /** The options that it reads, with what each means to it; others are refused. */
  readonly options: Readonly<Partial<Record<FaultOptionName, string>>>;
  readonly expected: ExpectedBehaviour;
  readonly example: { readonly command: string; readonly does: string };
}
