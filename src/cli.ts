import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { AetherError, toAetherError } from './lib/core/errors.ts';
import { buildProgram, type Invocation } from './lib/infra/cli/build-program.ts';
import { discoverCommands } from './lib/infra/cli/discover-commands.ts';
import { asksForList, listedCommands } from './lib/infra/cli/listed-commands.ts';
import { GLOBAL_OPTIONS, spellOutJson, wantsJson } from './lib/infra/cli/global-options.ts';
import { variablesToUnset } from './lib/infra/cli/settle-variables.ts';
import { colorLevel, writeIfPossible, writeText } from './lib/infra/output/streams.ts';

/** How long clean-up may take after the first Ctrl-C before the process leaves anyway. */
const FORCED_EXIT_MS = 10_000;

const argv = process.argv.slice(2);

void main().then(leave);

/** Parses, runs, prints; returns the exit code. Nothing throws past this. */
async function main(): Promise<number> {
  // Whoever writes learns of it and decides; without a listener Node would end here with a stack.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const invocation = await parse();
    return typeof invocation === 'number' ? invocation : await run(invocation);
  } catch (thrown) {
    return await report(toAetherError(thrown));
  }
}

async function run(invocation: Invocation): Promise<number> {
  const controller = new AbortController();
  // Every statement under way listens; Node would warn from the eleventh on.
  setMaxListeners(0, controller.signal);
  // What only a run needs is loaded now, so that --help and --version stay quick.
  const { runInvocation } = await import('./lib/infra/cli/run-invocation.ts');
  const { stdin, stdout, stderr, env: variables, execArgv } = process;
  return runInvocation(
    invocation,
    { stdin, stdout, stderr, variables, execArgv, cwd: workingDirectory(), argv: process.argv },
    { signal: controller.signal, onSignals: () => onSignals(controller) },
  );
}

/** The command to run, or the exit code where help, the version or a usage error has already been printed. */
async function parse(): Promise<Invocation | number> {
  const json = wantsJson(argv);
  const help: string[] = [];
  const said: string[] = [];
  const output = {
    writeOut: (text: string) => void help.push(text),
    writeErr: (text: string) => (json ? void said.push(text) : void process.stderr.write(text)),
  };
  let invocation: Invocation | undefined;
  try {
    const directory = new URL('commands/', import.meta.url);
    const listed = asksForList(argv) ? await listedCommands(directory) : undefined;
    const commands = listed ?? (await discoverCommands(directory, argv));
    const tables = [GLOBAL_OPTIONS, ...commands.map(({ options }) => options)];
    // commander reads process.env, and takes any value of a switch, also "0", for yes.
    for (const name of variablesToUnset(process.env, tables)) delete process.env[name];
    const program = buildProgram(commands, await ownVersion(), output, (found) => {
      invocation = found;
    });
    if (argv.length === 0) program.help();
    program.parse(spellOutJson(argv), { from: 'user' });
    if (invocation === undefined) throw new AetherError('USAGE', 'no command given');
    return invocation;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (help.length > 0) await writeText(process.stdout, help.join(''));
    if (thrown.exitCode === 0) return 0;
    const error = usageError(thrown, said.join(''));
    return json ? await report(error) : error.exitCode;
  }
}

/** Prints an error that no run has printed; returns its exit code. */
async function report(error: AetherError): Promise<number> {
  const { errorDocument } = await import('./lib/infra/output/json-document.ts');
  const { renderError } = await import('./lib/infra/output/render-error.ts');
  const { createStyle } = await import('./lib/infra/output/text-view.ts');
  const style = createStyle(colorLevel(process.stderr, process.env));
  const debug = argv.includes('--debug');
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

/** What commander complains of. For a line without a command it only writes the whole help, which is no message. */
function usageError({ code, message }: CommanderError, said: string): AetherError {
  if (code !== 'commander.help')
    return new AetherError('USAGE', said.trim().replace(/^error: /, '') || message);
  const options = argv.findIndex((word) => word.startsWith('-'));
  const words = options === -1 ? argv : argv.slice(0, options);
  return new AetherError('USAGE', 'no command given', {
    hint: `type ${['aether', ...words, '--help'].join(' ')}`,
  });
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

async function ownVersion(): Promise<string> {
  const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Leaves as soon as everything is written: a session that was left open must not keep the terminal waiting. */
async function leave(exitCode: number): Promise<void> {
  await writeIfPossible(process.stdout, '');
  await writeIfPossible(process.stderr, '');
  process.exit(exitCode);
}
