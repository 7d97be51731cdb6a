import { createHmac, timingSafeEqual } from 'node:crypto';

const DEFAULT_PORT = 22;

/** How known_hosts calls a server: `db1.example.com`, or `[db1.example.com]:2222` on another port than 22. */
export function knownHostName(address: string, port: number): string {
  const name = address.toLowerCase();
  return port === DEFAULT_PORT ? name : `[${name}]:${port}`;
}

/**
 * Whether the first field of a known_hosts line covers a host: a hashed name, or a list of patterns with `*`, `?`
 * and `!` for exceptions (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). One exception that matches rules the line out.
 */
export function matchesHost(field: string, name: string): boolean {
  if (field.startsWith('|')) return matchesHashed(field, name);
  let matched = false;
  for (const pattern of field.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function matchesHashed(field: string, name: string): boolean {
  const [, version, salt, hash] = field.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern.replaceAll(/[\\^$.+()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(name);
}
