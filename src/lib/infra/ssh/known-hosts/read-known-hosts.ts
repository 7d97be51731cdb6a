import { readFile } from 'node:fs/promises';
import { AetherError, systemErrorCode } from '../../../core/errors.ts';
import { parseKnownHosts, type KnownHost } from './parse-known-hosts.ts';

/** Reads a known_hosts file; one that is not there knows nobody. Throws SSH_KNOWN_HOSTS_INVALID. */
export async function readKnownHosts(file: string): Promise<KnownHost[]> {
  try {
    return parseKnownHosts(await readFile(file, 'utf8'), file);
  } catch (thrown) {
    const code = systemErrorCode(thrown);
    if (code === 'ENOENT') return [];
    if (code === undefined) throw thrown;
    throw new AetherError('SSH_KNOWN_HOSTS_INVALID', `${file} cannot be read (${code})`, {
      hint: 'ssh.known_hosts in the environment file names it',
      cause: thrown,
    });
  }
}
