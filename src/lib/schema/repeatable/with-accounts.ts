import { createHash } from 'node:crypto';
import { ACCOUNT_KEYS, ACCOUNT_TABLE } from '../../infra/mariadb/accounts/account-table.ts';
import { quoteText } from '../../infra/mariadb/identifiers.ts';
import type { Repeatable } from './repeatable.ts';

const PLACE = /\{account:(\w+)\}/g;

/** What the environment file calls aether's accounts, if it says so. */
export type Users = Readonly<Record<string, { readonly user: string } | undefined>>;

/**
 * The object with the names of the environment's accounts, quoted, in the places `{account:ingest}`. Its checksum is that of
 * the text with them, so that it is made again if an account gets another name.
 */
export function withAccounts(file: Repeatable, users: Users): Repeatable {
  if (!file.text.includes('{account:')) return file;
  const text = file.text.replaceAll(PLACE, (place, name: string) => {
    const key = ACCOUNT_KEYS.find((known) => known === name);
    return key === undefined ? place : quoteText(users[key]?.user ?? ACCOUNT_TABLE[key].user);
  });
  return { ...file, text, checksum: createHash('sha256').update(text).digest('hex') };
}
