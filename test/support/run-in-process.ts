import { setMaxListeners } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { variablesOf } from '../../src/lib/infra/cli/global-options.ts';
import { findCommand, parseCommandLine } from '../../src/lib/infra/cli/parse-command-line.ts';
import { runInvocation } from '../../src/lib/infra/cli/run-invocation.ts';
import type { Ended } from './aether-cli.ts';

const COMMANDS = new URL('../../src/commands/', import.meta.url);

export interface InProcessOptions {
  readonly cwd: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Standard input; empty if not given. */
  readonly stdin?: string;
}

/**
 * Runs a command in this process, without the half a second that a process takes to start. What a process has is
 * missing: signals, its memory (`peakBytes` is NaN, which passes no bound), and what `src/cli.ts` does with a line that cannot be parsed.
 */
export async function runInProcess(args: readonly string[], options: InProcessOptions): Promise<Ended> {
  using _directory = enterDirectory(options.cwd);
  return await run(args, options);
}

/** Paths on a command line begin at the directory of the process, of which there is one. */
const home = process.cwd();
let entered: { readonly cwd: string; runs: number } | undefined;

function enterDirectory(cwd: string): Disposable {
  if (entered !== undefined && entered.cwd !== cwd) throw new Error(`a run in ${entered.cwd} has not ended`);
  process.chdir(cwd);
  const mine = (entered ??= { cwd, runs: 0 });
  mine.runs += 1;
  return {
    [Symbol.dispose]() {
      mine.runs -= 1;
      if (mine.runs > 0) return;
      entered = undefined;
      process.chdir(home);
    },
  };
}

async function run(args: readonly string[], { cwd, variables, stdin }: InProcessOptions): Promise<Ended> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const stdout = capture();
  const stderr = capture();
  const exitCode = await runInvocation(
    parseCommandLine(await findCommand(COMMANDS, args), args),
    {
      // Streams as of a process without a terminal.
      stdin: Readable.from(stdin === undefined ? [] : [stdin]).pipe(
        new PassThrough(),
      ) as unknown as NodeJS.ReadStream,
      stdout: stdout.stream as unknown as NodeJS.WriteStream,
      stderr: stderr.stream as unknown as NodeJS.WriteStream,
      cwd,
      variables: variablesOf(args, { PATH: process.env['PATH'], HOME: cwd, ...variables }),
      execArgv: [],
      argv: [process.execPath, 'aether', ...args],
    },
    {
      signal: controller.signal,
      onSignals: () => undefined,
      holdExit: () => ({ [Symbol.dispose]: () => undefined }),
    },
  );
  return { exitCode, signal: null, stdout: stdout.text(), stderr: stderr.text(), peakBytes: Number.NaN };
}

function capture() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
