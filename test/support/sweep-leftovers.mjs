import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

// Waits until its standard input ends, as it does when the run of the tests that holds the other end is over, however it
// ended; then ends the servers below the directories that begin with the first argument, and removes those.

const prefix = process.argv[2];
/** Set for everything that a sandbox starts (src/lib/sandbox/node-processes.ts). */
const MARK = `AETHER_SANDBOX_NODE=${prefix}`;

async function leftovers() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').some((entry) => entry.startsWith(MARK)) ? Number(pid) : undefined;
    }),
  );
  return marked.filter((pid) => pid !== undefined);
}

async function endAll() {
  // A program that still starts others is found with them at the next look.
  for (let quiet = 0; quiet < 3;) {
    const pids = await leftovers();
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    quiet = pids.length === 0 ? quiet + 1 : 0;
    await sleep(200);
  }
}

process.stdin.resume();
await new Promise((resolve) => process.stdin.once('close', resolve));
await endAll();
const parent = dirname(prefix);
for (const name of await readdir(parent)) {
  const directory = join(parent, name);
  if (directory.startsWith(prefix)) await rm(directory, { recursive: true, force: true });
}
