import { setMaxListeners } from 'node:events';
import { AetherError, toAetherError } from './lib/core/errors.ts';
import { answerFromTable } from './lib/infra/cli/answer-from-table.ts';
import { GLOBAL_OPTIONS, variablesOf, wantsJson } from './lib/infra/cli/global-options.ts';
import { ownWords } from './lib/infra/cli/own-words.ts';
import type { Invocation } from './lib/infra/cli/parse-options.ts';
import { colorLevel, writeIfPossible, writeText } from './lib/infra/output/streams.ts';

/** How long clean-up may take after the first Ctrl-C before the process leaves anyway. */
const FORCED_EXIT_MS = 10_000;

const COMMANDS = new URL('commands/', import.meta.url);
const argv = process.argv.slice(2);

void main().then(leave);

/** Parses, runs, prints; returns the exit code. Nothing throws past this. */
async function main(): Promise<number> {
  // Whoever writes learns of it and decides; without a listener Node would end here with a stack.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  Object.assign(process.env, variablesOf(argv, process.env));
  try {
    const { columns } = process.stdout;
    const color = colorLevel(process.stdout, process.env);
    const view = { columns, color, variables: process.env, cwd: process.env['PWD'] ?? '' };
    const answer = await answerFromTable(argv, COMMANDS, view);
    if (answer === undefined) return await run(await parse());
    const stream = answer.exitCode === 0 ? process.stdout : process.stderr;
    await writeText(stream, answer.text);
    return answer.exitCode;
  } catch (thrown) {
    return await report(toAetherError(thrown));
  }
}

/** What only a run needs is loaded now, so that --help and completion stay quick. */
async function parse(): Promise<Invocation> {
  const { findCommand, parseCommandLine } = await import('./lib/infra/cli/parse-command-line.ts');
  const { variablesToUnset } = await import('./lib/infra/cli/settle-variables.ts');
  const named = await findCommand(COMMANDS, argv);
  // commander reads process.env, and takes any value of a switch, also "0", for yes.
  for (const name of variablesToUnset(process.env, [GLOBAL_OPTIONS, named.command.options]))
    delete process.env[name];
  return parseCommandLine(named, argv);
}

async function run(invocation: Invocation): Promise<number> {
  const controller = new AbortController();
  // Every statement under way listens; Node would warn from the eleventh on.
  setMaxListeners(0, controller.signal);
  const { runInvocation } = await import('./lib/infra/cli/run-invocation.ts');
  const { stdin, stdout, stderr, env: variables, execArgv } = process;
  return runInvocation(
    invocation,
    { stdin, stdout, stderr, variables, execArgv, cwd: workingDirectory(), argv: process.argv },
    { signal: controller.signal, onSignals: () => onSignals(controller), holdExit },
  );
}

/** Prints an error that no run has printed; returns its exit code. */
async function report(error: AetherError): Promise<number> {
  const { errorDocument } = await import('./lib/infra/output/json-document.ts');
  const { renderError } = await import('./lib/infra/output/render-error.ts');
  const { createStyle } = await import('./lib/infra/output/text-view.ts');
  const style = createStyle(colorLevel(process.stderr, process.env));
  const debug = ownWords(argv).includes('--debug');
  try {
    if (!wantsJson(argv)) throw error;
    await writeText(process.stdout, `${JSON.stringify(errorDocument('aether', { run: '' }, error))}\n`);
  } catch {
    await writeIfPossible(process.stderr, `${renderError(error, style, { debug })}\n`);
  }
  return error.exitCode;
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new AetherError('WORKING_DIRECTORY_MISSING', 'the working directory no longer exists', { cause });
  }
}

/** Clean-ups under way that take longer, and leave something broken if they are cut off. */
let held = 0;

function holdExit(): Disposable {
  held += 1;
  return { [Symbol.dispose]: () => void (held -= 1) };
}

/** The first signal cancels and cleans up, the second leaves at once, and so does a clean-up that hangs. */
function onSignals(controller: AbortController): void {
  const stop = (signal: NodeJS.Signals, exitCode: number) => {
    if (controller.signal.aborted) process.exit(exitCode);
    process.stderr.write(`\n${signal}: stopping and cleaning up; press Ctrl-C again to quit immediately\n`);
    controller.abort(new AetherError('INTERRUPTED', `interrupted by ${signal}`, { exitCode }));
    const force = () => {
      if (held === 0) process.exit(exitCode);
      setTimeout(force, FORCED_EXIT_MS).unref();
    };
    setTimeout(force, FORCED_EXIT_MS).unref();
  };
  process.on('SIGINT', (signal) => stop(signal, 130));
  process.on('SIGTERM', (signal) => stop(signal, 143));
}

/** Leaves as soon as everything is written: a session that was left open must not keep the terminal waiting. */
async function leave(exitCode: number): Promise<void> {
  await writeIfPossible(process.stdout, '');
  await writeIfPossible(process.stderr, '');
  process.exit(exitCode);
}
