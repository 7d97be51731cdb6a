import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError, systemErrorCode } from '../core/errors.ts';
import { newPassword } from '../core/ids.ts';
import type { Redactor } from '../core/redact.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { ACCOUNT_KEYS, ACCOUNTS, type AccountKey } from './accounts.ts';
import type { SandboxLayout } from './layout.ts';

export type Passwords = Readonly<Record<AccountKey, string>>;

/** The file that holds an account's password, and nothing else. */
export function passwordFile(layout: SandboxLayout, key: AccountKey): string {
  return join(layout.secretsDir, ACCOUNTS[key].user);
}

/** The passwords on file; every one is known to the redactor before anybody can print it. */
export async function readPasswords(
  layout: SandboxLayout,
  redactor: Redactor,
): Promise<Partial<Record<AccountKey, string>>> {
  const found: Partial<Record<AccountKey, string>> = {};
  for (const key of ACCOUNT_KEYS) {
    const password = await readPassword(passwordFile(layout, key));
    if (password === '') continue;
    redactor.add(password);
    found[key] = password;
  }
  return found;
}

/** Generates what is missing and writes it to files that only the user can read. */
export async function createMissingPasswords(layout: SandboxLayout, redactor: Redactor): Promise<void> {
  const found = await readPasswords(layout, redactor);
  await mkdir(layout.secretsDir, { recursive: true, mode: 0o700 });
  for (const key of ACCOUNT_KEYS) {
    if (found[key] === undefined)
      await writeFileAtomic(passwordFile(layout, key), `${newPassword()}\n`, 0o600);
  }
}

/** All passwords, where the plan has seen to it that there are some. */
export function completePasswords(passwords: Partial<Passwords>): Passwords {
  if (ACCOUNT_KEYS.some((key) => !passwords[key])) {
    throw new AetherError('BUG', 'a step that needs passwords came before the one that generates them');
  }
  return passwords as Passwords;
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return '';
    throw thrown;
  }
}
