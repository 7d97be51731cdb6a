import { databasePattern, grantStatement } from './account-statements.ts';
import { DRILL_DATABASE_PREFIX, type Grant } from './account-table.ts';
import { matchesDatabase } from './database-pattern.ts';
import { privilegeName } from './privilege-names.ts';

/** One line of SHOW GRANTS, as far as it concerns whole databases or the server. */
interface HeldGrant {
  readonly privileges: ReadonlySet<string>;
  /** The pattern of the database, unquoted; undefined for `*.*`. */
  readonly pattern: string | undefined;
  /** The account, or the role that it is in, without quotes. */
  readonly grantee: string;
  readonly withGrantOption: boolean;
}

const GRANT_LINE =
  /^GRANT (?<privileges>.+?) ON (?<place>\*\.\*|`(?<pattern>(?:[^`]|``)+)`\.\*) TO (?<grantee>(?:`(?:[^`]|``)*`|'(?:[^']|'')*')(?:@(?:`[^`]*`|'[^']*'))?)/;

/**
 * What an account lacks of the grants that it needs, as the statements that give it. `lines` are those of SHOW GRANTS,
 * those of its roles included. `databases` are the environment's, the first one gives the others their names. A grant on
 * a database that exists already is added to, as a second pattern would not be heeded. Grants on single tables or
 * routines do not count: every table is needed.
 */
export function missingGrants(
  needed: readonly Grant[],
  lines: readonly string[],
  { account, databases }: { readonly account: string; readonly databases: readonly [string, ...string[]] },
): string[] {
  const held = lines.flatMap(parseGrant);
  const ours = databasePattern(databases[0]);
  const statements = needed.flatMap((grant) =>
    placesOf(grant, databases).flatMap((database) => {
      const inForce = grantsInForce(held, database);
      const privileges = grant.privileges.filter((privilege) => !isHeld(inForce, privilege));
      const lacksOption =
        grant.withGrantOption === true && !inForce.some(({ withGrantOption }) => withGrantOption);
      if (privileges.length === 0 && !lacksOption) return [];
      const own = inForce.filter(({ grantee }) => grantee === withoutQuotes(account));
      const pattern = own.find((one) => one.pattern !== undefined)?.pattern ?? ours;
      // The option goes with a privilege: all of them are named if only the option is missing.
      return [grantStatement(privileges.length === 0 ? grant : { ...grant, privileges }, pattern, account)];
    }),
  );
  return [...new Set(statements)];
}

/** The databases that a grant is needed on, by name; undefined for the server as a whole. */
function placesOf({ on }: Grant, databases: readonly string[]): readonly (string | undefined)[] {
  if (on === 'server') return [undefined];
  return on === 'drills' ? [DRILL_DATABASE_PREFIX] : databases;
}

function parseGrant(line: string): HeldGrant[] {
  const groups = GRANT_LINE.exec(line)?.groups;
  if (groups === undefined) return [];
  const { privileges = '', pattern, grantee = '' } = groups;
  return [
    {
      privileges: new Set(privileges.split(', ').map((privilege) => privilegeName(privilege))),
      pattern: pattern?.replaceAll('``', '`'),
      grantee: withoutQuotes(grantee),
      withGrantOption: line.endsWith(' WITH GRANT OPTION'),
    },
  ];
}

function isHeld(inForce: readonly HeldGrant[], privilege: string): boolean {
  return inForce.some(({ privileges }) => privileges.has(privilege) || privileges.has('ALL PRIVILEGES'));
}

/**
 * The grants on the server and, of those that the account and each of its roles has on databases, the most exact that
 * matches: the server heeds no other one of the same account or role.
 */
function grantsInForce(held: readonly HeldGrant[], database: string | undefined): HeldGrant[] {
  const onServer = held.filter(({ pattern }) => pattern === undefined);
  if (database === undefined) return onServer;
  const matching = held.filter(({ pattern }) => pattern !== undefined && matchesDatabase(pattern, database));
  const best = new Map<string, number>();
  for (const { grantee, pattern } of matching)
    best.set(grantee, Math.max(best.get(grantee) ?? 0, exactness(pattern ?? '')));
  return [
    ...onServer,
    ...matching.filter(({ grantee, pattern }) => exactness(pattern ?? '') === best.get(grantee)),
  ];
}

function withoutQuotes(account: string): string {
  return account.replaceAll(/[`']/g, '');
}

/** How many characters come before the first wildcard, an unescaped `_` too; a pattern without one is the most exact. */
function exactness(pattern: string): number {
  const wildcard = /^(?:\\.|[^%_\\])*(?=[%_])/.exec(pattern);
  return wildcard === null ? Number.POSITIVE_INFINITY : wildcard[0].length;
}
