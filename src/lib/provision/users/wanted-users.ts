import type { Target } from '../step-spec.ts';

/** An account of a person on a host. */
export interface WantedUser {
  readonly name: string;
  readonly keys: readonly string[];
  /** Every Debian has `/bin/false`; sshd lets nobody in whose shell is not there. */
  readonly shell: '/bin/bash' | '/bin/false';
  readonly sudo: boolean;
}

/** Owned by root: what a person writes into a home directory opens no door. */
export const KEYS_DIRECTORY = '/etc/aether/keys';

/** Who a host should know: users everywhere, jump users on the bastion. */
export function wantedUsers({
  environment: { ssh },
  host,
}: Pick<Target, 'environment' | 'host'>): WantedUser[] {
  const users = Object.entries(ssh?.users ?? {}).map(([name, { keys, sudo }]): WantedUser => ({
    name,
    keys,
    sudo,
    shell: '/bin/bash',
  }));
  if (!host.roles.includes('bastion')) return users;
  const jumpers = Object.entries(ssh?.jump_users ?? {}).map(([name, { keys }]): WantedUser => ({
    name,
    keys,
    sudo: false,
    shell: '/bin/false',
  }));
  return [...users, ...jumpers];
}
