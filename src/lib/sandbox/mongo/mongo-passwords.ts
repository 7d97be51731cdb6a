import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { newPassword } from '../../core/ids.ts';
import type { Redactor } from '../../core/redact.ts';
import { MONGO_ACCOUNT_NAMES, type MongoAccountName } from '../../infra/mongo/account-table.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import type { SandboxLayout } from '../layout.ts';

export type MongoPasswords = Readonly<Record<MongoAccountName, string>>;

/** `mongo_writer`: users of MariaDB have files of their own. */
export function mongoSecretName(account: MongoAccountName): string {
  return `mongo_${account}`;
}

/** The passwords on file; undefined if one is missing. Every one is known to the redactor. */
export async function readMongoPasswords(
  layout: SandboxLayout,
  redactor: Redactor,
): Promise<MongoPasswords | undefined> {
  const found = await Promise.all(MONGO_ACCOUNT_NAMES.map((account) => readOne(layout, account)));
  for (const password of found) if (password !== '') redactor.add(password);
  if (found.includes('')) return undefined;
  return Object.fromEntries(
    MONGO_ACCOUNT_NAMES.map((account, index) => [account, found[index]]),
  ) as unknown as MongoPasswords;
}

/** Generates what is missing, in files that only the user can read, and returns all. */
export async function createMongoPasswords(
  layout: SandboxLayout,
  redactor: Redactor,
): Promise<MongoPasswords> {
  await mkdir(layout.secretsDir, { recursive: true, mode: 0o700 });
  for (const account of MONGO_ACCOUNT_NAMES) {
    if ((await readOne(layout, account)) !== '') continue;
    await writeFileAtomic(join(layout.secretsDir, mongoSecretName(account)), `${newPassword()}\n`, 0o600);
  }
  const passwords = await readMongoPasswords(layout, redactor);
  if (passwords === undefined) throw new AetherError('BUG', 'a password that was just written is missing');
  return passwords;
}

async function readOne(layout: SandboxLayout, account: MongoAccountName): Promise<string> {
  try {
    return (await readFile(join(layout.secretsDir, mongoSecretName(account)), 'utf8')).trim();
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return '';
    throw thrown;
  }
}
