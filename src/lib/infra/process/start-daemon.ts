import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { AetherError } from '../../core/errors.ts';
import { readProcess, type ProcessIdentity } from './process-table.ts';

export interface DaemonOptions {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Takes stdout and stderr, which no terminal is there to read. */
  readonly outputFile: string;
}

/** Starts a program that outlives this process: a session of its own, no terminal, output to a file. */
export async function startDaemon(
  file: string,
  args: readonly string[],
  options: DaemonOptions,
): Promise<ProcessIdentity> {
  const output = await open(options.outputFile, 'w', 0o600);
  try {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...options.variables },
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    const started = child.pid === undefined ? undefined : await readProcess(child.pid);
    if (started === undefined) {
      throw new AetherError('PROGRAM_FAILED', `${file} ended as soon as it was started`, {
        hint: `read ${options.outputFile}`,
      });
    }
    return { pid: started.pid, startTicks: started.startTicks };
  } catch (thrown) {
    if (thrown instanceof AetherError) throw thrown;
    throw new AetherError('PROGRAM_FAILED', `cannot start ${file}`, { cause: thrown });
  } finally {
    await output.close();
  }
}
