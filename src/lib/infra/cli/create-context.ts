import type { Readable } from 'node:stream';
import { systemClock } from '../../core/clock.ts';
import type { CommandResult } from '../../core/command.ts';
import type { EventSink } from '../../core/events.ts';
import { newRunId } from '../../core/ids.ts';
import type { Plan } from '../../core/plan.ts';
import type { Redactor } from '../../core/redact.ts';
import { type Discovery, discoverFiles } from '../config/discover.ts';
import type { LoadedEnvironment } from '../config/load-environment.ts';
import type { Context } from '../context.ts';
import { createRunLog } from '../log/run-log.ts';
import type { Prompt } from '../output/prompt.ts';
import { createRecorder, type Recorder, type RecorderParts } from '../run-record/create-recorder.ts';
import { runPaths } from '../run-record/run-record.ts';
import type { SshPool } from '../ssh/pool.ts';
import { confirmPlan } from './confirm-plan.ts';
import type { Command } from './load-command.ts';
import type { GlobalOptions } from './global-options.ts';
import type { WriterChoice } from '../mariadb/writer/open-on-writer.ts';
import { findStateDir } from './state-dir.ts';

export interface ContextParts {
  readonly command: Command;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly holdExit: () => Disposable;
  readonly redactor: Redactor;
  readonly prompt: Prompt;
  readonly stdin: Readable;
  readonly globals: GlobalOptions;
  readonly sink: EventSink;
  /** Gets each line of the log, too: `--verbose`. */
  readonly onLogLine?: ((line: string) => void) | undefined;
  /** Draws a plan where the person who is asked can see it. */
  readonly showPlan: (plan: Plan) => void;
  /** Draws a result that the next one replaces. */
  readonly show: (text: CommandResult['text']) => Promise<void>;
  /** Draws a result below the one before. */
  readonly print: (text: CommandResult['text']) => Promise<void>;
}

/** The context of a command, with the record of its run. */
export interface RunContext extends Context, AsyncDisposable {
  readonly recorder: Recorder;
}

/** The context of one run: nothing in it is loaded, found or opened before it is asked for. */
export function createContext(parts: ContextParts): RunContext {
  const runId = newRunId(systemClock.now());
  const stateDir = findStateDir(parts.cwd, parts.variables);
  const onFailure = warnOnce(parts.sink, stateDir);
  const recorder = recorderFor(parts, { stateDir, run: runId, onFailure });
  const log = createRunLog({
    file: runPaths(stateDir, runId).log,
    run: runId,
    redactor: parts.redactor,
    onOpen: () => recorder.begin(),
    onLine: parts.onLogLine,
    onFailure,
  });
  let loaded: Promise<LoadedEnvironment> | undefined;
  let pool: Promise<SshPool> | undefined;
  const writers: WriterChoice = { host: undefined };
  const context: RunContext = {
    recorder,
    runId,
    stateDir,
    redactor: parts.redactor,
    log,
    argv: parts.argv,
    cwd: parts.cwd,
    variables: parts.variables,
    signal: parts.signal,
    holdExit: parts.holdExit,
    json: parts.globals.json !== undefined,
    clock: systemClock,
    prompt: parts.prompt,
    stdin: parts.stdin,
    emit: (event) => {
      log.event(event);
      parts.sink(event);
    },
    environment: () => {
      loaded ??= load(context, parts.globals.env);
      return loaded;
    },
    mariadb: async (account) => {
      const { createConnector } = await import('../mariadb/connector.ts');
      return createConnector({ ...context, writers }, account);
    },
    mongo: async (account) => {
      const { createMongoConnector } = await import('../mongo/connector.ts');
      return createMongoConnector(context, account);
    },
    ssh: async (host) => {
      pool ??= openPool(context);
      return (await pool).host(host);
    },
    confirm: (plan, name) =>
      confirmPlan({ ...parts, ...parts.globals, confirm: parts.globals.confirm }, plan, name),
    show: parts.show,
    print: parts.print,
    [Symbol.asyncDispose]: async () => {
      const open = await pool?.catch(() => undefined);
      await open?.close();
    },
  };
  return context;
}

/** One warning for log and record together: what is wrong with one is wrong with the other. */
function warnOnce(sink: EventSink, stateDir: string): (thrown: unknown) => void {
  let warned = false;
  return (thrown) => {
    if (warned) return;
    warned = true;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    sink({
      type: 'note',
      level: 'warn',
      message: `this run is not fully recorded below ${stateDir}: ${why}`,
    });
  };
}

function recorderFor(
  { command, argv, cwd, redactor, globals, variables }: ContextParts,
  run: Pick<RecorderParts, 'stateDir' | 'run' | 'onFailure'>,
): Recorder {
  return createRecorder({
    ...run,
    command: command.words.join(' '),
    argv,
    cwd,
    ledger: command.ledger,
    environmentFiles: () => filesOrNone({ cwd, variables, explicit: globals.env, stateDir: run.stateDir }),
    clock: systemClock,
    redactor,
  });
}

/** No environment is said by the command that needs one. */
function filesOrNone(discovery: Discovery): readonly string[] {
  try {
    return discoverFiles(discovery);
  } catch {
    return [];
  }
}

async function load(context: Context, explicit: string | undefined): Promise<LoadedEnvironment> {
  const { loadEnvironment } = await import('../config/load-environment.ts');
  return loadEnvironment({
    cwd: context.cwd,
    variables: context.variables,
    stateDir: context.stateDir,
    redactor: context.redactor,
    warn: (message) => context.emit({ type: 'note', level: 'warn', message }),
    ...(explicit === undefined ? {} : { explicit }),
  });
}

async function openPool(context: Context): Promise<SshPool> {
  const { openEnvironmentPool } = await import('../ssh/environment-pool.ts');
  return openEnvironmentPool(context);
}
