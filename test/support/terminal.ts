import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aether.js');

/** A command at a terminal of its own, as a person has one. */
export interface Terminal {
  /** Waits until the terminal shows this. */
  shows(text: string): Promise<void>;
  /** Presses keys: `\r` is Enter, `\x03` is Ctrl-C. */
  type(keys: string): void;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly screen: string }>;
}

/** Starts the built command at a pseudo-terminal, which `script` of util-linux makes; its exit code is that of aether. */
export async function openTerminal(
  args: readonly string[],
  { cwd, variables }: { readonly cwd: string; readonly variables?: Readonly<Record<string, string>> },
): Promise<Terminal> {
  const directory = await mkdtemp(join(tmpdir(), 'aether-terminal-'));
  const pidFile = join(directory, 'pid');
  const words = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
  const line = `echo $$ > '${pidFile}'; exec ${words}`;
  const child = spawn('script', ['--quiet', '--return', '--command', `sh -c ${quoted(line)}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, TERM: 'xterm', SHELL: '/bin/sh', ...variables },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let screen = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (screen += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    shows: async (text) => {
      await eventually(`the terminal shows "${text}"`, async () =>
        screen.includes(text) ? true : undefined,
      );
    },
    type: (keys) => void child.stdin.write(keys),
    kill: (signal) => void process.kill(Number(readFileSync(pidFile, 'utf8')), signal),
    ended: ended.then(async (exitCode) => {
      await rm(directory, { recursive: true, force: true });
      return { exitCode, screen };
    }),
  };
}

function quoted(line: string): string {
  return `'${line.replaceAll("'", String.raw`'\''`)}'`;
}
