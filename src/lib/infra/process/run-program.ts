import { spawn } from 'node:child_process';
import { AetherError, systemErrorCode, throwIfAborted, toAetherError } from '../../core/errors.ts';

export interface ProgramOptions {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  /** Written to its standard input, which is closed after it. */
  readonly input?: string;
}

export interface ProgramResult {
  /** null where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Enough for any message; a program that talks without end must not fill the memory. */
const KEPT_BYTES = 1024 * 1024;

/**
 * Runs a program to its end and returns what it said. It leads a session of its own, so that Ctrl-C reaches it
 * only through the signal, which ends it together with everything it started.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  // A signal that has aborted already tells nobody who begins to listen now.
  if (options.signal !== undefined) throwIfAborted(options.signal);
  const child = spawn(file, args, {
    env: definedOnly(options.variables),
    cwd: options.cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  // It may end without having read its input; its exit code tells.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const endGroup = () => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  options.signal?.addEventListener('abort', endGroup, { once: true });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (options.signal?.aborted === true) throw toAetherError(options.signal.reason);
    return { exitCode, stdout: stdout(), stderr: stderr() };
  } finally {
    options.signal?.removeEventListener('abort', endGroup);
  }
}

/** The same for a program whose failure ends the work: PROGRAM_FAILED with the last lines of what it said. */
export async function runProgramOrThrow(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const result = await runProgram(file, args, options);
  if (result.exitCode === 0) return result;
  const said = (result.stderr.trim() === '' ? result.stdout : result.stderr).trim().split('\n');
  const reason = said.findLast((line) => COMPLAINT.test(line)) ?? said.at(-1);
  const what = result.exitCode === null ? `${file} was killed` : `${file} failed`;
  throw new AetherError('PROGRAM_FAILED', [what, reason].filter(Boolean).join(': '), {
    details: { program: file, exit_code: result.exitCode, output: said.slice(-KEPT_LINES) },
  });
}

const KEPT_LINES = 20;
/** Only to choose the line that is shown: many programs tidy up, and say so, after they have said what went wrong. */
const COMPLAINT = /error|fail|cannot|can't|denied/i;

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (thrown) {
    if (systemErrorCode(thrown) !== 'ESRCH') throw thrown;
  }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    while (bytes > KEPT_BYTES && chunks.length > 1) bytes -= chunks.shift()?.length ?? 0;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function definedOnly(variables: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
