import { setMaxListeners } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buildProgram, type Invocation } from '../../src/lib/infra/cli/build-program.ts';
import { discoverCommands } from '../../src/lib/infra/cli/discover-commands.ts';
import { spellOutJson } from '../../src/lib/infra/cli/global-options.ts';
import { runInvocation } from '../../src/lib/infra/cli/run-invocation.ts';
import type { Ended } from './aether-cli.ts';

const COMMANDS = new URL('../../src/commands/', import.meta.url);

export interface InProcessOptions {
  readonly cwd: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly stdin?: string | Buffer;
}

/**
 * Runs a command in this process, without the half a second that a process takes to start. What a process has is
 * missing: signals, its memory (`peakBytes` is 0), and what `src/cli.ts` does with a line that cannot be parsed.
 */
export async function runInProcess(args: readonly string[], options: InProcessOptions): Promise<Ended> {
  const { cwd, variables = {}, stdin = '' } = options;
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const stdout = capture();
  const stderr = capture();
  const exitCode = await runInvocation(
    await parse(args),
    {
      // Streams as of a process without a terminal.
      stdin: Readable.from([stdin]).pipe(new PassThrough()) as unknown as NodeJS.ReadStream,
      stdout: stdout.stream as unknown as NodeJS.WriteStream,
      stderr: stderr.stream as unknown as NodeJS.WriteStream,
      cwd,
      variables: { PATH: process.env['PATH'], HOME: cwd, ...variables },
      execArgv: [],
      argv: [process.execPath, 'aether', ...args],
    },
    { signal: controller.signal, onSignals: () => undefined },
  );
  return { exitCode, signal: null, stdout: stdout.text(), stderr: stderr.text(), peakBytes: 0 };
}

async function parse(args: readonly string[]): Promise<Invocation> {
  let invocation: Invocation | undefined;
  const output = { writeOut: () => undefined, writeErr: () => undefined };
  const program = buildProgram(await discoverCommands(COMMANDS, args), '0.0.0', output, (found) => {
    invocation = found;
  });
  program.parse(spellOutJson([...args]), { from: 'user' });
  if (invocation === undefined) throw new Error(`not a command: aether ${args.join(' ')}`);
  return invocation;
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
