import { readFile, stat } from 'node:fs/promises';
import { isPopulated, leaderPid } from './cgroup.ts';

/** `starting`: its processes run, but it does not take logins yet. */
export type HostState = 'off' | 'starting' | 'ready';

/** How a machine is, as the kernel sees it from outside: nothing is asked of the machine itself. */
export async function hostState(hostCgroup: string): Promise<HostState> {
  if (!(await isPopulated(hostCgroup))) return 'off';
  const leader = await leaderPid(hostCgroup);
  if (leader === undefined) return 'starting';
  const checks = [listensOnSsh(leader), hasAddress(leader), letsUsersIn(leader)];
  return (await Promise.all(checks)).every(Boolean) ? 'ready' : 'starting';
}

/** State LISTEN and port 22 in the hexadecimal of /proc/net/tcp. */
const SSH_LISTENER = /^ *\d+: 00000000:0016 \S+ 0A /m;

/** Looking is kinder than knocking: sshd counts connections without a login as attacks. */
async function listensOnSsh(leader: number): Promise<boolean> {
  return SSH_LISTENER.test(await readOrEmpty(`/proc/${leader}/net/tcp`));
}

/** With the address comes the route to the lab; the packet filter was loaded before it. */
async function hasAddress(leader: number): Promise<boolean> {
  return (await readOrEmpty(`/proc/${leader}/net/route`)).includes('host0');
}

/** While a machine boots, only root is let in (pam_nologin). */
async function letsUsersIn(leader: number): Promise<boolean> {
  try {
    await stat(`/proc/${leader}/root/run/nologin`);
    return false;
  } catch {
    return true;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
