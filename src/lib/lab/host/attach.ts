import { spawn } from 'node:child_process';
import { AetherError, throwIfAborted } from '../../core/errors.ts';
import { runProgram } from '../../infra/process/run-program.ts';
import type { Context } from '../../infra/context.ts';

export interface AttachedEnd {
  /** null where a signal ended it. */
  readonly exitCode: number | null;
  /** What it wrote, where it was not handed the terminal. */
  readonly stdout: string | null;
  readonly stderr: string | null;
}

/**
 * Runs a program that a person talks to: it gets this process's own terminal. Where standard output must be one JSON
 * document, what the program writes is collected instead.
 */
export async function runAttached(
  command: readonly [string, ...string[]],
  context: Pick<Context, 'json' | 'variables' | 'signal'>,
): Promise<AttachedEnd> {
  const [file, ...args] = command;
  if (context.json) return runProgram(file, args, context);
  throwIfAborted(context.signal);
  // Ctrl-C reaches it through the terminal; it decides what that means.
  const child = spawn(file, args, { stdio: 'inherit', env: { ...context.variables } });
  const end = () => child.kill('SIGTERM');
  context.signal.addEventListener('abort', end, { once: true });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new AetherError('PROGRAM_FAILED', `cannot start ${file}`, { cause })),
    );
    child.once('close', resolve);
  }).finally(() => context.signal.removeEventListener('abort', end));
  return { exitCode, stdout: null, stderr: null };
}
