import type { Readable } from 'node:stream';
import type { Clock } from '../core/clock.ts';
import type { CommandResult } from '../core/command.ts';
import type { EventSink } from '../core/events.ts';
import type { Plan } from '../core/plan.ts';
import type { Redactor } from '../core/redact.ts';
import type { LoadedEnvironment } from './config/load-environment.ts';
import type { RunLog } from './log/run-log.ts';
import type { AccountName, MariadbConnector } from './mariadb/connector.ts';
import type { MongoAccountName } from './mongo/account-table.ts';
import type { MongoConnector } from './mongo/connector.ts';
import type { Prompt } from './output/prompt.ts';
import type { SshHost } from './ssh/host.ts';

/** Everything that a capability may use of the outside world. Tests pass a literal with the fields they need. */
export interface Context {
  readonly runId: string;
  /** The command line behind `aether`, as it was typed. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Where aether keeps runs, the sandbox and checkpoints: an absolute path that ends in `.aether`. */
  readonly stateDir: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** After the first Ctrl-C aether waits until this is disposed of, however long it takes; after the second it does not. */
  readonly holdExit: () => Disposable;
  /** Standard output is to be one JSON document: no program that is started may write to it. */
  readonly json: boolean;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly log: RunLog;
  readonly emit: EventSink;
  readonly prompt: Prompt;
  /** Standard input, whatever it is: a file, a pipe, a socket or a terminal. */
  readonly stdin: Readable;
  /** The environment file, found, merged, validated and read once. */
  environment(): Promise<LoadedEnvironment>;
  /** Opens connections as one of the environment's accounts. */
  mariadb(account: AccountName): Promise<MariadbConnector>;
  /** Opens clients on the MongoDB deployment as one of the environment's accounts. */
  mongo(account: MongoAccountName): Promise<MongoConnector>;
  /** A host of the environment over SSH. It is connected to when it is first used; the connection ends with the run. */
  ssh(host: string): Promise<SshHost>;
  /**
   * Shows the plan and has it confirmed: `--yes` answers plans that destroy nothing, `--confirm NAME` with this name all.
   * Throws DECLINED, CONFIRMATION_REQUIRED, or USAGE if another name is confirmed.
   */
  confirm(plan: Plan, name: string): Promise<void>;
  /** Shows a result that is out of date soon, on a terminal in place of the one before. Throws OUTPUT_UNWRITABLE. */
  show(text: CommandResult['text']): Promise<void>;
  /** Prints one of several results, below the one before. Throws OUTPUT_UNWRITABLE. */
  print(text: CommandResult['text']): Promise<void>;
}
