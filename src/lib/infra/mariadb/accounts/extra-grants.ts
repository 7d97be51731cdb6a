import { databasePattern, quoteAccount } from './account-statements.ts';
import { accountOf, DRILL_DATABASE_PREFIX, type Account, type AccountKey } from './account-table.ts';
import { privilegeName } from './privilege-names.ts';
import { areAllOfDatabase } from './right.ts';

/** A GRANT of privileges; those of roles have no ON. */
const GRANT_LINE = /^GRANT (?<privileges>.+?) ON (?<place>.+?) TO [`'"]/;

/**
 * What an account has beyond the account table, as the statements that take it away; `lines` are those of SHOW GRANTS, and
 * `pattern` is that of `databasePattern`. Roles are left to who granted them.
 */
export function extraGrants(key: AccountKey, lines: readonly string[], pattern: string): string[] {
  const account = accountOf(key);
  return lines.flatMap((line) => revokesOf(account, line, pattern));
}

function revokesOf(account: Account, line: string, pattern: string): string[] {
  const { privileges = '', place = '' } = GRANT_LINE.exec(line)?.groups ?? {};
  if (place === '') return [];
  const wanted = account.grants.filter(({ on }) => placeOf(on, pattern) === place);
  const allowed = new Set(['USAGE', ...wanted.flatMap((grant) => grant.privileges)]);
  // Columns in brackets have commas of their own; such a grant is not in the table.
  const held = privileges.includes('(') ? [privileges] : privileges.split(', ');
  const isWhole = place !== '*.*' && areAllOfDatabase(allowed);
  const isAllowed = (name: string) =>
    allowed.has(privilegeName(name)) || (isWhole && name === 'ALL PRIVILEGES');
  const extra = allowed.has('ALL PRIVILEGES') ? [] : held.filter((name) => !isAllowed(name));
  const mayGrant = wanted.some(({ withGrantOption }) => withGrantOption === true);
  const all = line.endsWith(' WITH GRANT OPTION') && !mayGrant ? [...extra, 'GRANT OPTION'] : extra;
  return all.map((name) => `REVOKE ${name} ON ${place} FROM ${quoteAccount(account)};`);
}

function placeOf(on: Account['grants'][number]['on'], pattern: string): string {
  if (on === 'server') return '*.*';
  return `\`${on === 'drills' ? databasePattern(DRILL_DATABASE_PREFIX) : pattern}\`.*`;
}

/** True if an account that logs in over the network may do so without TLS. */
export function mayLogInPlain(key: AccountKey, lines: readonly string[]): boolean {
  // Roles that it is in come first.
  const login = lines.find((line) => / ON \*\.\* TO /.test(line)) ?? '';
  return accountOf(key).from === '%' && !/ REQUIRE (SSL|X509|ISSUER|SUBJECT|CIPHER)/.test(login);
}
