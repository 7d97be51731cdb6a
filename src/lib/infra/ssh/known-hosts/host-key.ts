import { createHash } from 'node:crypto';

/** A host's public key in its wire form (RFC 4253 section 6.6), as the server presents it. */
export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, … */
  readonly type: string;
  readonly blob: Buffer;
}

/** Reads the type out of a key blob; undefined where it is not a key. */
export function readHostKey(blob: Buffer): HostKey | undefined {
  if (blob.length < 5) return undefined;
  const end = 4 + blob.readUInt32BE(0);
  if (end === 4 || end > blob.length) return undefined;
  return { type: blob.toString('latin1', 4, end), blob };
}

/** `SHA256:…` without padding, as ssh-keygen and cloud consoles print it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
}

/** `ssh-ed25519 SHA256:…` */
export function describeKey(key: HostKey): string {
  return `${key.type} ${fingerprintOf(key.blob)}`;
}

/** The signature algorithms for each key type, best first. SHA-1 (`ssh-rsa`) and DSA are left out. */
const ALGORITHMS_BY_TYPE = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
} as const;

export type HostKeyAlgorithm = (typeof ALGORITHMS_BY_TYPE)[keyof typeof ALGORITHMS_BY_TYPE][number];

/**
 * The host key algorithms to offer: the types that are known for the host first, so that a server with keys of
 * several types presents one that can be compared (OpenSSH orders its offer in the same way). The others follow
 * only so that a refusal can name the key that was presented.
 */
export function hostKeyAlgorithms(knownTypes: ReadonlySet<string>): HostKeyAlgorithm[] {
  const types = Object.entries(ALGORITHMS_BY_TYPE);
  const known = types.filter(([type]) => knownTypes.has(type));
  const others = types.filter(([type]) => !knownTypes.has(type));
  return [...known, ...others].flatMap(([, algorithms]) => algorithms);
}
