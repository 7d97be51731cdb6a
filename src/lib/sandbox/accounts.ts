import { createHash } from 'node:crypto';
import { accountStatements, databasePattern } from '../infra/mariadb/accounts/account-statements.ts';
import { ACCOUNT_TABLE } from '../infra/mariadb/accounts/account-table.ts';

/** The accounts that the environment file names. */
export const ENVIRONMENT_ACCOUNTS = ['admin', 'migrator', 'ingest', 'reader', 'search', 'drill'] as const;

/** Those and the ones for the servers among themselves. */
export const ACCOUNT_KEYS = [...ENVIRONMENT_ACCOUNTS, 'backup', 'replication'] as const;

export type AccountKey = (typeof ACCOUNT_KEYS)[number];

export const ACCOUNTS = ACCOUNT_TABLE;

/** Every database of aether, those that tests make included. */
export const OUR_DATABASES = databasePattern('aether');

/** The statements that make or change the accounts, one a line, with hashes in place of the passwords. */
export function accountsSql(passwords: Readonly<Record<AccountKey, string>>): string {
  // Bootstrap mode starts without grant tables, and cannot change them until they are loaded.
  return ['FLUSH PRIVILEGES;', ...accountStatements(passwords, OUR_DATABASES), ''].join('\n');
}

/** Changes with every password and every right. */
export function accountsFingerprint(passwords: Readonly<Record<AccountKey, string>>): string {
  return createHash('sha256').update(accountsSql(passwords)).digest('hex');
}
