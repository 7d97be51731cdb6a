import type { Client } from 'ssh2';

/**
 * Makes a bastion's sshd pass answers on at once. sshd turns Nagle's algorithm off when a connection gets its first
 * session, and one that only forwards never gets any: every command behind it then takes 43 ms instead of 4. So this
 * runs one, and does not wait for it; a bastion that allows no session is as slow as before.
 */
export function quicken(bastion: Client): void {
  try {
    bastion.exec('exit 0', (error, channel) => {
      if (error !== undefined) return;
      channel.resume();
      channel.stderr.resume();
    });
  } catch {
    // ssh2 throws where the link is gone already, which the login behind it tells.
  }
}
