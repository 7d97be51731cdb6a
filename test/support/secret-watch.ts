import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;
/** A new process is looked at so often: what it was forked from first, then what it has become. */
const LOOKS = 3;
/** All of them are looked at in every so-manieth round. */
const ALL = 40;

export interface SecretWatch extends AsyncDisposable {
  /** `NAME in the cmdline of PROGRAM`, each once. */
  seen(): readonly string[];
  /** How many processes were looked at: with none, nothing is proven. */
  processes(): number;
}

/**
 * Looks at the command line and the environment of every process of this computer, as `ps` would, until it is disposed: those of
 * a lab's machines are among them.
 */
export function watchProcesses(secrets: ReadonlyMap<string, string>): SecretWatch {
  const looks = new Map<string, number>();
  const seen = new Set<string>();
  const state = { isOver: false };
  const read = (pid: string, name: string) => readFile(join('/proc', pid, name), 'utf8').catch(() => '');
  const look = async (pid: string) => {
    for (const file of ['cmdline', 'environ']) {
      const text = await read(pid, file);
      for (const [name, secret] of secrets)
        if (text.includes(secret)) seen.add(`${name} in the ${file} of ${(await read(pid, 'comm')).trim()}`);
    }
  };
  const watching = (async () => {
    for (let round = 1; !state.isOver; round += 1) {
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const recent = pids.filter((pid) => round % ALL === 0 || (looks.get(pid) ?? 0) < LOOKS);
      for (const pid of recent) looks.set(pid, (looks.get(pid) ?? 0) + 1);
      await Promise.all(recent.map(look));
      await sleep(PAUSE_MS);
    }
  })();
  return {
    seen: () => [...seen].toSorted(),
    processes: () => looks.size,
    async [Symbol.asyncDispose]() {
      state.isOver = true;
      await watching;
    },
  };
}
