import { systemClock } from '../../core/clock.ts';
import type { CommandResult, TextView } from '../../core/command.ts';
import { type AetherError, toAetherError } from '../../core/errors.ts';
import type { EventSink, RunEvent } from '../../core/events.ts';
import { createRedactor, type Redactor } from '../../core/redact.ts';
import type { Context } from '../context.ts';
import { liveSink } from '../output/live-sink.ts';
import { ndjsonSink } from '../output/ndjson-sink.ts';
import { plainSink } from '../output/plain-sink.ts';
import { quietSink } from '../output/quiet-sink.ts';
import { repeatWithTimer as repeat } from '../output/running-steps.ts';
import { errorDocument, resultDocument } from '../output/json-document.ts';
import { createPrompt } from '../output/prompt.ts';
import { renderError } from '../output/render-error.ts';
import { colorLevel, writeIfPossible, writeText } from '../output/streams.ts';
import { createTextView } from '../output/text-view.ts';
import { valueRemover } from '../run-record/describe-failure.ts';
import type { Invocation } from './parse-options.ts';
import { createContext, type RunContext } from './create-context.ts';
import { enterLabNetwork } from './enter-lab-network.ts';
import { failedCleanUp } from './failed-clean-up.ts';

/** The parts of the process that a command's run needs; `cli.ts` alone has the process itself. */
export interface Surroundings {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
}

/** A pseudo-terminal that nobody gave a size says 0. */
function widthOf({ isTTY, columns }: NodeJS.WriteStream): number {
  return isTTY && columns > 0 ? columns : Infinity;
}

/** To the upper left corner, and everything from there on erased (ECMA-48: CUP, ED). */
const CLEAR_SCREEN = '\u001B[H\u001B[J';

/** Runs one command and prints its result or its error; returns the exit code. Nothing is thrown. */
export async function runInvocation(
  invocation: Invocation,
  around: Surroundings,
  controls: Pick<Context, 'signal' | 'holdExit'> & { readonly onSignals: () => void },
): Promise<number> {
  const { signal, holdExit } = controls;
  const redactor = createRedactor();
  const screen = createScreen(around, redactor);
  const { command, args, options, globals } = invocation;
  await using context = createContext({
    command,
    argv: around.argv.slice(2),
    cwd: around.cwd,
    variables: around.variables,
    signal,
    holdExit,
    redactor,
    prompt: createPrompt({ stdin: around.stdin, stderr: around.stderr, signal }),
    stdin: around.stdin,
    globals,
    sink: createSink(invocation, around, screen),
    onLogLine: globals.verbose ? (line) => void screen.err(line.trimEnd()) : undefined,
    showPlan: (plan) => void screen.err(screen.errView.plan(plan)),
    show: async (text) => {
      if (around.stdout.isTTY) await screen.out(CLEAR_SCREEN);
      await screen.out(text(screen.outView));
    },
    print: (text) => screen.out(text(screen.outView)),
  });
  try {
    const insideLab = await enterLabNetwork({ command, env: globals.env, ...around });
    // The run inside keeps the record.
    if (insideLab !== undefined) return insideLab;
    controls.onSignals();
    if (isRecorded(invocation)) context.recorder.begin();
    const result = await command.run({ args, options }, context);
    await printResult(invocation, context, screen, result);
    const exitCode = result.exitCode ?? 0;
    context.recorder.end(exitCode);
    return exitCode;
  } catch (thrown) {
    const error = toAetherError(signal.aborted ? signal.reason : thrown);
    const left = signal.aborted ? failedCleanUp(thrown, signal.reason) : undefined;
    if (left !== undefined) context.emit({ type: 'note', level: 'warn', message: left });
    recordFailure(invocation, context, error);
    await printError(invocation, context, screen, error);
    return error.exitCode;
  }
}

/** What only reads has a record as soon as it writes a log, and none if it does not. */
function isRecorded({ command }: Invocation): boolean {
  return command.effects.writes !== undefined;
}

function recordFailure(invocation: Invocation, { log, recorder }: RunContext, error: AetherError): void {
  if (isRecorded(invocation)) recorder.begin();
  recorder.end(error.exitCode, error);
  if (!isRecorded(invocation) && !log.hasLines()) return;
  const clean = valueRemover(error);
  log.error(clean(error.message), { code: error.code, stack: clean(error.stack ?? '') });
}

interface Screen {
  readonly outView: TextView;
  readonly errView: TextView;
  /**
   * Writes one text and a line end, with secrets blanked out, and resolves when it has left the process.
   * @throws OUTPUT_UNWRITABLE, also where a text before this one was lost.
   */
  out(text: string): Promise<void>;
  /** The same for stderr; what cannot be written there is dropped. */
  err(text: string): Promise<void>;
  redact(text: string): string;
}

function createScreen({ stdout, stderr, variables }: Surroundings, redactor: Redactor): Screen {
  const viewOf = (stream: NodeJS.WriteStream) =>
    createTextView(colorLevel(stream, variables), widthOf(stream));
  let lost: unknown;
  return {
    outView: viewOf(stdout),
    errView: viewOf(stderr),
    async out(text) {
      if (lost !== undefined) throw lost;
      try {
        await writeText(stdout, text === '' ? '' : `${redactor.redact(text)}\n`);
      } catch (thrown) {
        lost = thrown;
        throw thrown;
      }
    },
    err: (text) => writeIfPossible(stderr, `${redactor.redact(text)}\n`),
    redact: (text) => redactor.redact(text),
  };
}

function createSink({ globals }: Invocation, { stderr }: Surroundings, screen: Screen): EventSink {
  const seconds = () => systemClock.seconds();
  if (globals.json === 'stream') {
    return ndjsonSink(
      // The document at the end reports a line that was lost.
      (line) => void screen.out(line.trimEnd()).catch(() => undefined),
      () => new Date(),
    );
  }
  const { style } = screen.errView;
  if (globals.quiet) return quietSink((line) => void screen.err(line), style);
  // Lines of the log would tear a view that is redrawn.
  if (!stderr.isTTY || globals.verbose) {
    return plainSink({ write: (line) => void screen.err(line.trimEnd()), style, seconds, repeat });
  }
  const view = liveSink({
    write: (text) => void stderr.write(text),
    style,
    seconds,
    width: () => stderr.columns,
    repeat,
  });
  // Before the view cuts a line to its width: half a secret would not be found.
  return (event) => view(JSON.parse(screen.redact(JSON.stringify(event))) as RunEvent);
}

async function printResult(
  { command, globals }: Invocation,
  { runId }: Context,
  screen: Screen,
  result: CommandResult,
): Promise<void> {
  if (globals.json === undefined) {
    await screen.out(result.text(screen.outView));
    for (const next of globals.quiet ? [] : (result.next ?? []))
      await screen.err(`${screen.errView.style.dim('next:')} ${next}`);
  } else {
    await screen.out(JSON.stringify(resultDocument(command.words.join(' '), runId, result)));
  }
}

async function printError(
  { command, globals }: Invocation,
  { runId, log }: Context,
  screen: Screen,
  error: AetherError,
): Promise<void> {
  const file = log.hasLines() ? log.file : undefined;
  const toScreen = () =>
    screen.err(renderError(error, screen.errView.style, { debug: globals.debug, log: file }));
  if (globals.json === undefined) return toScreen();
  const document = errorDocument(command.words.join(' '), { run: runId, log: file }, error);
  // A document that cannot be written must not be the end of the message.
  return screen.out(JSON.stringify(document)).catch(toScreen);
}
