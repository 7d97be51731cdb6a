import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

// The directories of sandboxes are named after the process that leads the tests, so that what an interrupted run leaves is
// found by its name.

/** Takes the prefix of the directories, and sweeps when its standard input ends. */
export const SWEEPER = fileURLToPath(new URL('./sweep-leftovers.mjs', import.meta.url));

/** Set by `sweepAtEnd` for the workers, which inherit it. */
const LEADER = 'AETHER_TEST_LEADER';

/** How the paths begin of what a run of the tests makes. The paths are short, as those of sockets have to be. */
export function directoryPrefix(leader = process.env[LEADER] ?? String(process.pid)): string {
  return join(tmpdir(), `aether-${leader}-`);
}

/** A new directory for a sandbox. */
export function makeRunDirectory(): Promise<string> {
  return mkdtemp(directoryPrefix());
}

/**
 * Starts a process that sweeps up behind this run when it is over, also if a signal has ended it: vitest leaves a
 * millisecond for its own end then. Returns what to call when nothing is left to sweep.
 */
export function sweepAtEnd(leader = String(process.pid)): () => void {
  process.env[LEADER] = leader;
  const sweeper = spawn(process.execPath, [SWEEPER, directoryPrefix(leader)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  sweeper.unref();
  sweeper.stdin.on('error', () => undefined);
  return () => sweeper.stdin.end();
}
