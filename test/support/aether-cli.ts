import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..', '..');

/** How a command ended, with everything that it wrote. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory that it ever had, in bytes, as the kernel counts it; 0 where it ended before anybody looked. */
  readonly peakBytes: number;
}

/** A command that runs. */
export interface RunningAether {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** What it has written so far. */
  written(): { readonly stdout: string; readonly stderr: string };
}

export interface CliOptions {
  readonly cwd: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** Starts the built command as a shell would, without a terminal and with an environment of its own. */
export function startAether(args: readonly string[], options: CliOptions): RunningAether {
  const { cwd, variables, user } = options;
  const child = spawn(process.execPath, [join(PACKAGE, 'bin', 'aether.js'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  return {
    pid: child.pid ?? 0,
    ended: endOf(child, written),
    kill: (signal) => void child.kill(signal),
    written: () => ({ ...written }),
  };
}

const LOOK_MS = 20;

function endOf(child: ChildProcess, written: { stdout: string; stderr: string }): Promise<Ended> {
  let peakBytes = 0;
  const look = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, LOOK_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearInterval(look);
      resolve({ exitCode, signal, ...written, peakBytes });
    });
  });
}

function peakOf(pid: number | undefined): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The document of `--json`; throws where stdout is not exactly one. */
export function documentOf<Data = unknown>(ended: Pick<Ended, 'stdout' | 'stderr'>): JsonDocument<Data> {
  const lines = ended.stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '') {
    throw new Error(`not one line of JSON:\n${ended.stdout}\n${ended.stderr}`);
  }
  return JSON.parse(lines[0]!) as JsonDocument<Data>;
}

export interface JsonDocument<Data> {
  readonly ok: boolean;
  readonly command: string;
  readonly run: string;
  readonly data: Data;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
    readonly details: Readonly<Record<string, unknown>>;
    readonly causes: readonly string[];
  };
}
