import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { newPassword } from '../../core/ids.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import { ACCOUNT_KEYS, accountOf, type AccountKey } from '../../infra/mariadb/accounts/account-table.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';

export interface Passwords {
  readonly known: Readonly<Partial<Record<AccountKey, string>>>;
  /** Files that are named in the environment file and are not there yet. */
  readonly missingFiles: readonly string[];
}

/** Accounts without which a cluster can neither copy a member nor feed a replica. */
const ALWAYS: readonly AccountKey[] = ['admin', 'backup', 'replication'];

/**
 * The passwords of the declared accounts. Throws PROVISION_IMPOSSIBLE if an account that servers need is not declared or is
 * called otherwise than in docs/accounts.md, SECRET_UNAVAILABLE if a password is not in a file and cannot be read.
 */
export async function readPasswords(environment: LoadedEnvironment): Promise<Passwords> {
  const known: Partial<Record<AccountKey, string>> = {};
  const missingFiles: string[] = [];
  for (const key of ACCOUNT_KEYS) {
    const login = environment.config.mariadb.accounts[key];
    if (login === undefined) {
      if (ALWAYS.includes(key)) throw notDeclared(environment, key);
      continue;
    }
    if (login.user !== accountOf(key).user) throw otherName(environment, key, login.user);
    const file = fileOf(environment, login.password);
    if (file !== undefined && !(await exists(file))) missingFiles.push(file);
    else known[key] = await environment.secret(login.password);
  }
  return { known, missingFiles };
}

/** Writes a new password into each of the files, readable by their owner alone. */
export async function createPasswords(files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFileAtomic(file, `${newPassword()}\n`, 0o600);
  }
}

function fileOf(environment: LoadedEnvironment, reference: string): string | undefined {
  return reference.startsWith('file:')
    ? environment.resolvePath(reference.slice('file:'.length).trim())
    : undefined;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function notDeclared(environment: LoadedEnvironment, key: AccountKey): AetherError {
  const location = environment.locate(['mariadb', 'accounts']);
  return new AetherError('PROVISION_IMPOSSIBLE', `mariadb.accounts.${key} is not declared`, {
    hint: `add ${key}: { user: ${accountOf(key).user}, password: 'file:secrets/mariadb-${key}' }; the file is generated`,
    ...(location === undefined ? {} : { location }),
  });
}

function otherName(environment: LoadedEnvironment, key: AccountKey, user: string): AetherError {
  const location = environment.locate(['mariadb', 'accounts', key, 'user']);
  return new AetherError('PROVISION_IMPOSSIBLE', `mariadb.accounts.${key}.user is "${user}"`, {
    hint: `provision makes the accounts of docs/accounts.md: write user: ${accountOf(key).user}`,
    ...(location === undefined ? {} : { location }),
  });
}
