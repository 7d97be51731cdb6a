import { createHash } from 'node:crypto';
import { quoteName, quoteText } from '../identifiers.ts';
import {
  accountOf,
  DEFINER,
  DRILL_DATABASE_PREFIX,
  type Account,
  type AccountKey,
  type Grant,
} from './account-table.ts';

/** A user with the place that it logs in from, quoted: `'aether_ingest'@'%'`. */
export function quoteAccount({ user, from }: Pick<Account, 'user' | 'from'>): string {
  return `${quoteText(user)}@${quoteText(from)}`;
}

/**
 * In a GRANT on a database `_` and `%` are wildcards: `aether_shop` would reach aetherXshop too. In a GRANT on a table or a routine
 * they are not, and a backslash would be a part of the name.
 */
export function escapeWildcards(database: string): string {
  return database.replaceAll(/[_%\\]/g, String.raw`\$&`);
}

/**
 * `aethermart` is the pattern `aethermart%` for all databases of one environment; a wildcard in the name stands for
 * itself.
 */
export function databasePattern(database: string): string {
  return `${escapeWildcards(database)}%`;
}

const DRILL_PATTERN = databasePattern(DRILL_DATABASE_PREFIX);

/** `GRANT SELECT ON … TO …`, without a semicolon; `pattern` is that of `databasePattern`. */
export function grantStatement(
  { privileges, on, withGrantOption }: Grant,
  pattern: string,
  account: string,
): string {
  const place = on === 'server' ? '*.*' : `${quoteName(on === 'drills' ? DRILL_PATTERN : pattern)}.*`;
  const option = withGrantOption === true ? ' WITH GRANT OPTION' : '';
  return `GRANT ${privileges.join(', ')} ON ${place} TO ${account}${option}`;
}

/**
 * Makes the accounts, or gives existing ones these passwords, and their grants; and the definer. Safe to run again. One
 * statement a line, as the server's bootstrap mode wants it, and with hashes, so that no password is written down twice.
 */
export function accountStatements(
  passwords: Readonly<Partial<Record<AccountKey, string>>>,
  pattern: string,
): string[] {
  const statements: string[] = [];
  for (const [key, password] of Object.entries(passwords)) {
    const account = accountOf(key as AccountKey);
    const name = quoteAccount(account);
    const login = `IDENTIFIED VIA mysql_native_password USING ${quoteText(nativeHash(password))}`;
    // There is no network to protect on a socket.
    const rest = `${login} REQUIRE ${account.from === '%' ? 'SSL' : 'NONE'};`;
    statements.push(`CREATE USER IF NOT EXISTS ${name} ${rest}`, `ALTER USER ${name} ${rest}`);
    statements.push(...grantsOf(account, pattern));
  }
  const definer = quoteAccount(DEFINER);
  statements.push(
    `CREATE USER IF NOT EXISTS ${definer} IDENTIFIED VIA mysql_native_password USING 'invalid' ACCOUNT LOCK;`,
    ...grantsOf(DEFINER, pattern),
  );
  return statements;
}

function grantsOf(account: Pick<Account, 'user' | 'from' | 'grants'>, pattern: string): string[] {
  return account.grants.map((grant) => `${grantStatement(grant, pattern, quoteAccount(account))};`);
}

/** What `mysql_native_password` stores: the hash of the hash. */
export function nativeHash(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}
