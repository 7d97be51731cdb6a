import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { ACCOUNT_KEYS, accountsSql } from './accounts.ts';
import { completePasswords } from './passwords.ts';

const passwords = completePasswords(Object.fromEntries(ACCOUNT_KEYS.map((key) => [key, `pw-${key}`])));

it('writes hashes, never passwords, and one statement a line', () => {
  const sql = accountsSql(passwords);
  for (const key of ACCOUNT_KEYS) expect(sql).not.toContain(`pw-${key}`);
  const inner = createHash('sha1').update('pw-admin').digest();
  expect(sql).toContain(`*${createHash('sha1').update(inner).digest('hex').toUpperCase()}`);
  for (const line of sql.trimEnd().split('\n')) expect(line).toMatch(/^[A-Z].*;$/);
});

it('asks for TLS of every account that comes over the network', () => {
  const created = accountsSql(passwords)
    .split('\n')
    .filter((line) => line.startsWith('CREATE USER'));
  for (const line of created.filter((each) => each.includes("@'%'"))) expect(line).toContain('REQUIRE SSL');
  expect(created.at(-1)).toMatch(/^CREATE USER IF NOT EXISTS 'aether_definer'@'localhost' .*ACCOUNT LOCK;$/);
});
