import { createHash } from 'node:crypto';
import type { KeyPair } from '../host/host-files.ts';

/** A new Ed25519 key in OpenSSH's own format. */
export async function generateKeyPair(comment: string): Promise<KeyPair> {
  const { default: ssh2 } = await import('ssh2');
  const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
  return { privateKey: pair.private, publicKey: pair.public };
}

/** `SHA256:…` of a line of a public key file, as `ssh-keygen -l` and the console of a cloud machine print it. */
export function fingerprintOf(publicKey: string): string {
  const [, blob = ''] = publicKey.trim().split(' ');
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
