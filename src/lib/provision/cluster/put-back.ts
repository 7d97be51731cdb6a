import { hostsWith } from '../../infra/config/hosts-with.ts';
import { RESTORE_PROVEN } from '../mariadb/proven-config.ts';
import { say, type Fleet } from './fleet.ts';

/** The members of a cluster change one after the other: with one of them all that are left stay as they are. */
export function groupOf({ environment }: Fleet, host: string): string[] {
  const members = hostsWith(environment, ['galera']);
  return members.includes(host) ? members : [host];
}

/** Puts the old option files back on those of the hosts that still have them; returns the hosts on which that failed. */
export async function putBack(fleet: Fleet, hosts: readonly string[]): Promise<string[]> {
  const ends = await Promise.allSettled(
    hosts.map((host) => say(fleet, host, 'putting its old option file back', RESTORE_PROVEN)),
  );
  return hosts.filter((_, index) => ends[index]?.status === 'rejected');
}
