import { randomBytes } from 'node:crypto';

/** A run id that sorts by time and reads as one: `20261123T031500Z-4f9a1c`. */
export function newRunId(now: Date): string {
  const stamp = `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}

const PASSWORD_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** A random password of letters and digits that cannot be mistaken for one another (about 5.8 bits each). */
export function newPassword(length = 32): string {
  let password = '';
  while (password.length < length) {
    for (const byte of randomBytes(length)) {
      // Bytes past the last whole multiple of the alphabet would make its first letters likelier.
      if (byte < 256 - (256 % PASSWORD_ALPHABET.length) && password.length < length) {
        password += PASSWORD_ALPHABET[byte % PASSWORD_ALPHABET.length];
      }
    }
  }
  return password;
}
