import type { CommandResult, TextView } from '../../core/command.ts';
import { toAetherError } from '../../core/errors.ts';
import type { EventSink, RunEvent } from '../../core/events.ts';
import { createRedactor, type Redactor } from '../../core/redact.ts';
import type { Context } from '../context.ts';
import { liveSink, ndjsonSink, plainSink } from '../output/event-sinks.ts';
import { errorDocument, resultDocument } from '../output/json-document.ts';
import { createPrompt } from '../output/prompt.ts';
import { renderError } from '../output/render-error.ts';
import { colorLevel, writeText } from '../output/streams.ts';
import { createTextView } from '../output/text-view.ts';
import type { Invocation } from './build-program.ts';
import { createContext } from './create-context.ts';
import { enterLabNetwork } from './enter-lab-network.ts';

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

/** Runs one command and prints its result or its error; returns the exit code. Nothing is thrown. */
export async function runInvocation(
  invocation: Invocation,
  around: Surroundings,
  controls: { readonly signal: AbortSignal; readonly onSignals: () => void },
): Promise<number> {
  const { signal } = controls;
  const redactor = createRedactor();
  const screen = createScreen(around, redactor);
  await using context = createContext({
    argv: around.argv.slice(2),
    cwd: around.cwd,
    variables: around.variables,
    signal,
    redactor,
    prompt: createPrompt({ stdin: around.stdin, stderr: around.stderr, signal }),
    stdin: around.stdin,
    globals: invocation.globals,
    sink: createSink(invocation, around, screen),
    showPlan: (plan) => void screen.err(screen.errView.plan(plan)),
  });
  const { command, args, options, globals } = invocation;
  try {
    const insideLab = await enterLabNetwork({ command, env: globals.env, ...around });
    if (insideLab !== undefined) return insideLab;
    controls.onSignals();
    return await printResult(invocation, context, screen, await command.run({ args, options }, context));
  } catch (thrown) {
    return await printError(invocation, context, screen, signal.aborted ? signal.reason : thrown);
  }
}

interface Screen {
  readonly outView: TextView;
  readonly errView: TextView;
  /** Each writes one text and a line end, with secrets blanked out, and resolves when it has left the process. */
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
  redact(text: string): string;
}

function createScreen({ stdout, stderr, variables }: Surroundings, redactor: Redactor): Screen {
  const viewOf = (stream: NodeJS.WriteStream) =>
    createTextView(colorLevel(stream, variables), stream.columns ?? 100);
  return {
    outView: viewOf(stdout),
    errView: viewOf(stderr),
    out: (text) => writeText(stdout, text === '' ? '' : `${redactor.redact(text)}\n`),
    err: (text) => writeText(stderr, `${redactor.redact(text)}\n`),
    redact: (text) => redactor.redact(text),
  };
}

function createSink({ globals }: Invocation, { stderr }: Surroundings, screen: Screen): EventSink {
  const seconds = () => performance.now() / 1000;
  if (globals.json === 'stream') {
    return ndjsonSink(
      (line) => void screen.out(line.trimEnd()),
      () => new Date(),
    );
  }
  const { style } = screen.errView;
  if (!stderr.isTTY) return plainSink((line) => void screen.err(line.trimEnd()), style, seconds);
  const view = liveSink(
    (text) => void stderr.write(text),
    style,
    seconds,
    () => stderr.columns,
  );
  // Before the view cuts a line to its width: half a secret would not be found.
  return (event) => view(JSON.parse(screen.redact(JSON.stringify(event))) as RunEvent);
}

async function printResult(
  { command, globals }: Invocation,
  { runId }: Context,
  screen: Screen,
  result: CommandResult,
): Promise<number> {
  if (globals.json === undefined) {
    await screen.out(result.text(screen.outView));
    for (const next of result.next ?? []) await screen.err(`${screen.errView.style.dim('next:')} ${next}`);
  } else {
    await screen.out(JSON.stringify(resultDocument(command.words.join(' '), runId, result)));
  }
  return result.exitCode ?? 0;
}

async function printError(
  { command, globals }: Invocation,
  { runId, log }: Context,
  screen: Screen,
  thrown: unknown,
): Promise<number> {
  const error = toAetherError(thrown);
  log.error(error.message, { code: error.code, stack: error.stack });
  if (globals.json === undefined) {
    await screen.err(renderError(error, screen.errView.style, globals.debug));
  } else {
    await screen.out(JSON.stringify(errorDocument(command.words.join(' '), runId, error)));
  }
  return error.exitCode;
}
