import { hostname, userInfo } from 'node:os';

/** Who holds a lease or a lock of this run, as others read it: `dba@ops1 run 20261129T200305Z-4f9a1c`. */
export function runHolder({ runId }: { readonly runId: string }): string {
  return `${userName()}@${hostname()} run ${runId}`;
}

/** A user without an entry in the system's list has a number only, as in many containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
