import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const STATE = process.env.AETHER_STATE_DIR ?? join(ROOT, '.aether');

/** Runs a command of aether to its end; what it says goes to the terminal, its result is returned. */
export async function aether(args, { mayFail = false, stateDir = STATE } = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'aether.js'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, AETHER_STATE_DIR: stateDir },
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0 && !mayFail) throw new Error(`aether ${args.join(' ')} ended with ${code}\n${stdout}`);
  return stdout;
}

/**
 * Runs a drill whose report is to be in this file, unless it is there. One without a verdict has to run again; the cluster
 * is healed, or says what to type.
 */
export async function runOnce(file, args, options) {
  if (readReport(file) !== undefined) return;
  const document = await aether(args, { ...options, mayFail: true });
  const { data, error } = JSON.parse(document);
  if (data?.verdict === undefined) throw new Error(`${file}: ${error?.message}; ${error?.hint}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, document);
  renameSync(`${file}.tmp`, file);
}

/** The report of a drill that has ended; undefined if there is none. */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).data;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** `1.24 / 1.36`: the median and the greatest, in seconds. */
export function secondsOf(milliseconds) {
  const sorted = milliseconds.filter((value) => value !== null).toSorted((a, b) => a - b);
  if (sorted.length === 0) return '-';
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  return `${(median / 1000).toFixed(2)} / ${(sorted.at(-1) / 1000).toFixed(2)}`;
}
