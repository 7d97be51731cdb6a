import { readFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import type { CommandResult, TextView } from './lib/core/command.ts';
import { AetherError, toAetherError } from './lib/core/errors.ts';
import type { EventSink } from './lib/core/events.ts';
import { createRedactor } from './lib/core/redact.ts';
import { buildProgram, type Invocation } from './lib/infra/cli/build-program.ts';
import { createContext } from './lib/infra/cli/create-context.ts';
import { discoverCommands } from './lib/infra/cli/discover-commands.ts';
import { enterLabNetwork } from './lib/infra/cli/enter-lab-network.ts';
import { spellOutJson, wantsJson } from './lib/infra/cli/global-options.ts';
import type { Context } from './lib/infra/context.ts';
import { liveSink, ndjsonSink, plainSink } from './lib/infra/output/event-sinks.ts';
import { errorDocument, resultDocument } from './lib/infra/output/json-document.ts';
import { createPrompt } from './lib/infra/output/prompt.ts';
import { renderError } from './lib/infra/output/render-error.ts';
import { colorLevel } from './lib/infra/output/streams.ts';
import { createTextView } from './lib/infra/output/text-view.ts';

/** How long clean-up may take after the first Ctrl-C before the process leaves anyway. */
const FORCED_EXIT_MS = 10_000;

const argv = process.argv.slice(2);
const out = viewOf(process.stdout);
const err = viewOf(process.stderr);
const redactor = createRedactor();

void main().then((exitCode) => leave(exitCode));

/** Parses, runs, prints; returns the exit code. Nothing throws past this. */
async function main(): Promise<number> {
  process.stdout.on('error', ignoreClosedPipe);
  const invocation = await parse();
  if (typeof invocation === 'number') return invocation;
  const controller = new AbortController();
  const context = contextFor(invocation, controller.signal);
  try {
    const { command, args, options, globals } = invocation;
    const { execArgv } = process;
    const surroundings = { cwd: process.cwd(), variables: process.env, execArgv, argv: process.argv };
    const insideLab = await enterLabNetwork({ words: command.words, env: globals.env, ...surroundings });
    if (insideLab !== undefined) return insideLab;
    onSignals(controller);
    return await printResult(invocation, context, await command.run({ args, options }, context));
  } catch (thrown) {
    return await printError(invocation, context, controller.signal.aborted ? controller.signal.reason : thrown);
  }
}

/** The command to run, or the exit code where help, the version or a usage error has already been printed. */
async function parse(): Promise<Invocation | number> {
  const json = wantsJson(argv);
  const said: string[] = [];
  const output = {
    writeOut: (text: string) => void process.stdout.write(text),
    writeErr: (text: string) => (json ? void said.push(text) : void process.stderr.write(text)),
  };
  let invocation: Invocation | undefined;
  try {
    const commands = await discoverCommands(new URL('commands/', import.meta.url));
    const program = buildProgram(commands, await ownVersion(), output, (found) => {
      invocation = found;
    });
    if (argv.length === 0) program.help();
    program.parse(spellOutJson(argv), { from: 'user' });
    if (invocation === undefined) throw new AetherError('USAGE', 'no command given');
    return invocation;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return 0;
    const error = new AetherError('USAGE', said.join('').trim().replace(/^error: /, '') || thrown.message);
    if (json) await write(process.stdout, `${JSON.stringify(errorDocument('aether', '', error))}\n`);
    return error.exitCode;
  }
}

function contextFor(invocation: Invocation, signal: AbortSignal): Context {
  return createContext({
    cwd: process.cwd(),
    variables: process.env,
    signal,
    redactor,
    prompt: createPrompt({ stdin: process.stdin, stderr: process.stderr, signal }),
    globals: invocation.globals,
    sink: sinkFor(invocation),
    showPlan: (plan) => void process.stderr.write(`${err.plan(plan)}\n`),
  });
}

function sinkFor(invocation: Invocation): EventSink {
  const toStderr = (text: string) => void process.stderr.write(redactor.redact(text));
  const seconds = () => performance.now() / 1000;
  if (invocation.globals.json === 'stream') {
    return ndjsonSink(
      (line) => void process.stdout.write(redactor.redact(line)),
      () => new Date(),
    );
  }
  return process.stderr.isTTY
    ? liveSink(toStderr, err.style, seconds, () => process.stderr.columns)
    : plainSink(toStderr, err.style, seconds);
}

async function printResult(invocation: Invocation, context: Context, result: CommandResult): Promise<number> {
  const command = invocation.command.words.join(' ');
  if (invocation.globals.json !== undefined) {
    const document = resultDocument(command, context.runId, result);
    await write(process.stdout, `${redactor.redact(JSON.stringify(document))}\n`);
    return result.exitCode ?? 0;
  }
  const text = redactor.redact(result.text(out));
  await write(process.stdout, text === '' ? '' : `${text}\n`);
  for (const next of result.next ?? []) await write(process.stderr, `${err.style.dim('next:')} ${next}\n`);
  return result.exitCode ?? 0;
}

async function printError(invocation: Invocation, context: Context, thrown: unknown): Promise<number> {
  const error = toAetherError(thrown);
  if (error.code !== 'USAGE') context.log.error(error.message, { code: error.code, stack: error.stack });
  if (invocation.globals.json !== undefined) {
    const document = errorDocument(invocation.command.words.join(' '), context.runId, error);
    await write(process.stdout, `${redactor.redact(JSON.stringify(document))}\n`);
  } else {
    await write(process.stderr, `${redactor.redact(renderError(error, err.style, invocation.globals.debug))}\n`);
  }
  return error.exitCode;
}

/** The first signal cancels and cleans up, the second leaves at once, and so does a clean-up that hangs. */
function onSignals(controller: AbortController): void {
  const stop = (signal: NodeJS.Signals, exitCode: number) => {
    if (controller.signal.aborted) process.exit(exitCode);
    process.stderr.write(`\n${signal}: stopping and cleaning up; once more leaves at once\n`);
    controller.abort(new AetherError('INTERRUPTED', `interrupted by ${signal}`, { exitCode }));
    setTimeout(() => process.exit(exitCode), FORCED_EXIT_MS).unref();
  };
  process.on('SIGINT', (signal) => stop(signal, 130));
  process.on('SIGTERM', (signal) => stop(signal, 143));
}

function viewOf(stream: NodeJS.WriteStream): TextView {
  return createTextView(colorLevel(stream, process.env), stream.columns ?? 100);
}

async function ownVersion(): Promise<string> {
  const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Resolves when the text has left the process: leaving earlier would cut off a pipe. */
async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.write(text, () => resolve());
  });
}

/** `aether … | head` closes our stdout early; that is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function leave(exitCode: number): Promise<void> {
  await write(process.stdout, '');
  await write(process.stderr, '');
  process.exit(exitCode);
}
