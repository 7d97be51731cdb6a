import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { AetherError } from './lib/core/errors.ts';
import { buildProgram, type Invocation } from './lib/infra/cli/build-program.ts';
import { discoverCommands } from './lib/infra/cli/discover-commands.ts';
import { spellOutJson, wantsJson } from './lib/infra/cli/global-options.ts';
import { errorDocument } from './lib/infra/output/json-document.ts';
import { writeText } from './lib/infra/output/streams.ts';

/** How long clean-up may take after the first Ctrl-C before the process leaves anyway. */
const FORCED_EXIT_MS = 10_000;

const argv = process.argv.slice(2);

void main().then(leave);

/** Parses, runs, prints; returns the exit code. Nothing throws past this. */
async function main(): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const invocation = await parse();
  if (typeof invocation === 'number') return invocation;
  const controller = new AbortController();
  // Every statement under way listens; Node would warn from the eleventh on.
  setMaxListeners(0, controller.signal);
  // What only a run needs is loaded now, so that --help and --version stay quick.
  const { runInvocation } = await import('./lib/infra/cli/run-invocation.ts');
  const { stdin, stdout, stderr, env: variables, execArgv } = process;
  return runInvocation(
    invocation,
    { stdin, stdout, stderr, variables, execArgv, cwd: process.cwd(), argv: process.argv },
    { signal: controller.signal, onSignals: () => onSignals(controller) },
  );
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
    const commands = await discoverCommands(new URL('commands/', import.meta.url), argv);
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
    const error = usageError(thrown, said.join(''));
    if (json) await writeText(process.stdout, `${JSON.stringify(errorDocument('aether', '', error))}\n`);
    return error.exitCode;
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

/** `aether … | head` closes our stdout early, and so may a reader of stderr; that is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Leaves as soon as everything is written: a session that was left open must not keep the terminal waiting. */
async function leave(exitCode: number): Promise<void> {
  await writeText(process.stdout, '');
  await writeText(process.stderr, '');
  process.exit(exitCode);
}
