import { describe, expect, it } from 'vitest';
import { hostKeyAlgorithms, readHostKey, type HostKey } from './host-key.ts';
import { judgeHostKey, knownTypes, trustOf } from './judge-host-key.ts';
import { parseKnownHosts } from './parse-known-hosts.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIFWkZu4sKtnKLruWhFXPe7LafJARJgH7nFlZNoFkQ1oI';
const PIN = 'SHA256:i66//8zjlJ14VYwBXPFpW3JvPtO9zqs+0/9m4EsoLsM';
const OTHER = 'AAAAC3NzaC1lZDI1NTE5AAAAICqFes0lCaUVO3lJAByr8gFo3M6uGI7VvxsjzOI/QJaz';
const ECDSA =
  'AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGMV0DMP6+Q3201f3fkSwwMZABCPw4yXv+dNAmHtlelJl4R+oQMNO/3MRvpqtcvzwxhF50dLWd2NXNrlkFUsNe8=';

function keyOf(encoded: string): HostKey {
  const key = readHostKey(Buffer.from(encoded, 'base64'));
  if (key === undefined) throw new Error('not a key');
  return key;
}

function judge(lines: readonly string[], pins: readonly string[] = []) {
  return judgeHostKey(trustOf(parseKnownHosts(lines.join('\n'), 'known_hosts'), 'db1', pins), keyOf(KEY));
}

describe('parseKnownHosts', () => {
  it('keeps what it understands, with the numbers of the lines', () => {
    const text = [
      '# comment',
      '',
      `db1,10.0.1.11 ssh-ed25519 ${KEY} root@db1`,
      `  db2\tssh-ed25519  ${OTHER}\r`,
      `@revoked * ssh-ed25519 ${OTHER}`,
      `@cert-authority *.example.com ecdsa-sha2-nistp256 ${ECDSA}`,
    ].join('\n');
    expect(parseKnownHosts(text, 'f').map(({ kind, hosts, line }) => [kind, hosts, line])).toEqual([
      ['key', 'db1,10.0.1.11', 3],
      ['key', 'db2', 4],
      ['revoked', '*', 5],
      ['cert-authority', '*.example.com', 6],
    ]);
  });

  it.each([
    ['no key', 'db1 ssh-ed25519'],
    ['a key of another type than it says', `db1 ssh-rsa ${KEY}`],
    ['no base64', 'db1 ssh-ed25519 ???'],
    ['an SSH 1 key', 'db1 1024 35 123456789'],
  ])('skips a plain line with %s', (_what, line) => {
    expect(parseKnownHosts(line, 'f')).toEqual([]);
  });

  it.each([`@revoked db1 ssh-ed25519`, `@revokd db1 ssh-ed25519 ${KEY}`, '@cert-authority'])(
    'does not skip a line with a marker: %s',
    (line) => {
      expect(() => parseKnownHosts(`# first\n${line}`, 'f')).toThrow(
        expect.objectContaining({
          code: 'SSH_KNOWN_HOSTS_INVALID',
          location: { file: 'f', line: 2, column: 1 },
        }),
      );
    },
  );
});

describe('judgeHostKey', () => {
  it.each<[string, string[], string[], string]>([
    ['its line', [`db1 ssh-ed25519 ${KEY}`], [], 'trusted'],
    ['its pin', [], [PIN], 'trusted'],
    ['a pin besides a line for another type', [`db1 ecdsa-sha2-nistp256 ${ECDSA}`], [PIN], 'trusted'],
    ['one of two pins', [], ['SHA256:other', PIN], 'trusted'],
    ['an old and a new line', [`db1 ssh-ed25519 ${OTHER}`, `db1 ssh-ed25519 ${KEY}`], [], 'trusted'],
    ['nothing', [], [], 'unknown'],
    ['a line for another host', [`db2 ssh-ed25519 ${KEY}`], [], 'unknown'],
    ['another key of its type', [`db1 ssh-ed25519 ${OTHER}`], [], 'changed'],
    ['a pin against such a line', [`db1 ssh-ed25519 ${OTHER}`], [PIN], 'changed'],
    ['a key of another type', [`db1 ecdsa-sha2-nistp256 ${ECDSA}`], [], 'other-type'],
    ['another pin, though a line has it', [`db1 ssh-ed25519 ${KEY}`], ['SHA256:other'], 'not-pinned'],
    ['a revocation', [`@revoked * ssh-ed25519 ${KEY}`, `db1 ssh-ed25519 ${KEY}`], [PIN], 'revoked'],
    [
      'the revocation of another key',
      [`@revoked * ssh-ed25519 ${OTHER}`, `db1 ssh-ed25519 ${KEY}`],
      [],
      'trusted',
    ],
    ['an authority', [`@cert-authority * ssh-ed25519 ${OTHER}`], [], 'only-authority'],
    ['an authority with this very key', [`@cert-authority * ssh-ed25519 ${KEY}`], [], 'only-authority'],
  ])('decides by %s', (_what, lines, pins, expected) => {
    const verdict = judge(lines, pins);
    expect(verdict.trusted ? 'trusted' : verdict.because).toBe(expected);
  });
});

describe('hostKeyAlgorithms', () => {
  it('asks for the types that are known first, and never for SHA-1', () => {
    const trust = trustOf(parseKnownHosts(`db1 ecdsa-sha2-nistp256 ${ECDSA}`, 'f'), 'db1', []);
    expect(hostKeyAlgorithms(knownTypes(trust))).toEqual([
      'ecdsa-sha2-nistp256',
      'ssh-ed25519',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'rsa-sha2-512',
      'rsa-sha2-256',
    ]);
  });
});
