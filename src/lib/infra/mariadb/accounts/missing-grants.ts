import { databasePattern, grantStatement } from './account-statements.ts';
import { DRILL_DATABASE_PREFIX, type Grant } from './account-table.ts';

/** One line of SHOW GRANTS, as far as it concerns whole databases or the server. */
interface HeldGrant {
  readonly privileges: ReadonlySet<string>;
  /** The pattern of the database, unquoted; undefined for `*.*`. */
  readonly pattern: string | undefined;
  readonly withGrantOption: boolean;
}

/** Other names that a server of one series or another prints for a privilege. */
const SYNONYMS: Readonly<Record<string, string>> = {
  'REPLICATION CLIENT': 'BINLOG MONITOR',
  'REPLICA MONITOR': 'SLAVE MONITOR',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'DELETE VERSIONING ROWS': 'DELETE HISTORY',
};

const GRANT_LINE = /^GRANT (?<privileges>.+?) ON (?<place>\*\.\*|`(?<pattern>(?:[^`]|``)+)`\.\*) TO /;

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
      const pattern = inForce.find((one) => one.pattern !== undefined)?.pattern ?? ours;
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
  const { privileges = '', pattern } = groups;
  return [
    {
      privileges: new Set(privileges.split(', ').map((privilege) => SYNONYMS[privilege] ?? privilege)),
      pattern: pattern?.replaceAll('``', '`'),
      withGrantOption: line.endsWith(' WITH GRANT OPTION'),
    },
  ];
}

function isHeld(inForce: readonly HeldGrant[], privilege: string): boolean {
  return inForce.some(({ privileges }) => privileges.has(privilege) || privileges.has('ALL PRIVILEGES'));
}

/**
 * The grants on the server and, of those on databases, the most exact that matches: the server heeds no other. A role's
 * are counted with them, which errs on the side of what the account has.
 */
function grantsInForce(held: readonly HeldGrant[], database: string | undefined): HeldGrant[] {
  const onServer = held.filter(({ pattern }) => pattern === undefined);
  if (database === undefined) return onServer;
  const matching = held.filter(({ pattern }) => pattern !== undefined && matches(pattern, database));
  const best = Math.max(...matching.map(({ pattern }) => exactness(pattern ?? '')));
  return [...onServer, ...matching.filter(({ pattern }) => exactness(pattern ?? '') === best)];
}

/** How many characters come before the first wildcard, an unescaped `_` too; a pattern without one is the most exact. */
function exactness(pattern: string): number {
  const wildcard = /^(?:\\.|[^%_\\])*(?=[%_])/.exec(pattern);
  return wildcard === null ? Number.POSITIVE_INFINITY : wildcard[0].length;
}

/** LIKE, with the backslash as its escape. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.match(/\\.|./gs) ?? [];
  const expression = parts.map((part) => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    const literal = part.length === 2 ? part.slice(1) : part;
    return literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
  });
  return new RegExp(`^${expression.join('')}$`, 's').test(name);
}
