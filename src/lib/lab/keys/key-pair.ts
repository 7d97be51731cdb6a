import { createHash } from 'node:crypto';
import type { KeyPair } from '../host/host-files.ts';

/** A new Ed25519 key in OpenSSH's own format. */
export async function generateKeyPair(comment: string): Promise<KeyPair> {
  const { default: ssh2 } = await import('ssh2');
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    // ssh2 1.17 cuts leading zero bytes off the public key: one key in 256 can be read by nobody, itself included.
    const isWhole = !(ssh2.utils.parseKey(pair.private) instanceof Error);
    if (isWhole) return { privateKey: pair.private, publicKey: pair.public };
  }
}

/** `SHA256:…` of a line of a public key file, as `ssh-keygen -l` and the console of a cloud machine print it. */
export function fingerprintOf(publicKey: string): string {
  const [, blob = ''] = publicKey.trim().split(' ');
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
