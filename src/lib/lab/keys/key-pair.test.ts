import { describe, expect, it } from 'vitest';
import { fingerprintOf, generateKeyPair } from './key-pair.ts';

describe('keys', () => {
  it('are whole, also where the public key begins with zeros', async () => {
    // A key that is cut short comes once in 256: that 800 are whole by chance has a probability of 0.04.
    for (let count = 0; count < 800; count += 1) {
      const { publicKey } = await generateKeyPair('root@db1');
      const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
      // Length and name of the type, length and 32 bytes of the key (RFC 8709).
      expect(blob.length).toBe(4 + 11 + 4 + 32);
    }
  });

  it('have the fingerprint that ssh-keygen prints', () => {
    const line =
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github.com';
    expect(fingerprintOf(line)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
  });
});
