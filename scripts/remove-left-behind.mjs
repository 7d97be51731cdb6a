// Ends every sandbox and every lab below a directory: what is left if tests are killed. Prints what it found.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';

const AETHER = join(import.meta.dirname, '..', 'bin', 'aether.js');
/** A test's directory, one more for its name, `.aether`, `labs`, the lab. */
const DEPTH = 5;

/** Removes what is left below a directory; returns the state directories. */
export function removeLeftBehind(directory) {
  const removed = [];
  for (const { stateDir, args } of findLeftBehind(directory, DEPTH)) {
    console.log(`left behind: ${stateDir}; removing it: aether ${args.join(' ')}`);
    const env = { ...process.env, AETHER_STATE_DIR: stateDir };
    spawnSync(process.execPath, [AETHER, ...args], { env, stdio: 'inherit' });
    removed.push(stateDir);
  }
  return removed;
}

function findLeftBehind(directory, depth) {
  const entries = readdirSync(directory, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  if (names.has('sandbox.json') || names.has('node1')) return [sandboxAt(directory)];
  if (names.has('lab.json')) return [labAt(directory)];
  if (depth === 0) return [];
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
  return below.flatMap((path) => findLeftBehind(path, depth - 1));
}

function sandboxAt(directory) {
  return { stateDir: dirname(directory), args: ['sandbox', 'down', '--purge', '--confirm', 'sandbox'] };
}

function labAt(directory) {
  const isNamed = basename(dirname(directory)) === 'labs';
  const name = isNamed ? basename(directory) : 'lab';
  const stateDir = isNamed ? dirname(dirname(directory)) : dirname(directory);
  return { stateDir, args: ['lab', 'down', '--name', name, '--force', '--purge', '--confirm', name] };
}
