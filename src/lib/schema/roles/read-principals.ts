import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { quoteName, quoteText } from '../../infra/mariadb/identifiers.ts';
import { type Principal, type Principals, PUBLIC } from './principal.ts';
import { parseGrantLine } from '../../infra/mariadb/accounts/right.ts';

const ALL = `
  SELECT User AS user, Host AS host,
         COALESCE(JSON_VALUE(Priv, '$.is_role'), 0) IN ('1', 'true') AS is_role,
         COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true') AS is_locked,
         NULLIF(JSON_VALUE(Priv, '$.default_role'), '') AS default_role
    FROM mysql.global_priv
   ORDER BY User, Host`;

/** ER_NONEXISTING_GRANT */
const NO_SUCH_GRANT = 1141;

interface AccountRow {
  readonly user: string;
  readonly host: string;
  readonly is_role: number;
  readonly is_locked: number;
  readonly default_role: string | null;
}

/** Every account and role of the server. Needs SELECT on the database mysql. */
export async function readPrincipals(session: Pick<MariadbConnection, 'query' | 'run'>): Promise<Principals> {
  // The names in SHOW GRANTS have no quotes without it.
  await session.run('SET SESSION sql_quote_show_create = 1');
  const rows = await session.query<AccountRow>(ALL);
  const mapping = await session.query<{ user: string; host: string; role: string }>(
    'SELECT User AS user, Host AS host, Role AS role FROM mysql.roles_mapping ORDER BY Role',
  );
  const principals = new Map<string, Principal>();
  for (const row of rows) {
    const rolesOf = mapping.filter(({ user, host }) => user === row.user && host === row.host);
    const principal = await readPrincipal(
      session,
      row,
      rolesOf.map(({ role }) => role),
    );
    if (principal !== undefined) principals.set(principal.name, principal);
  }
  return principals;
}

/** Undefined if somebody has dropped it meanwhile. */
async function readPrincipal(
  session: Pick<MariadbConnection, 'query'>,
  { user, host, is_role, is_locked, default_role }: AccountRow,
  roles: readonly string[],
): Promise<Principal | undefined> {
  const kind = user === PUBLIC && host === '' ? 'public' : is_role === 1 ? 'role' : 'account';
  const quoted = quotedName(kind, user, host);
  const grantee = kind === 'account' ? `${quoteName(user)}@${quoteName(host)}` : quoteName(user);
  const lines = await grantsFor(session, quoted);
  if (lines === undefined) return undefined;
  // Those of a role list what it has of other roles, too.
  const own = kind === 'public' ? lines : lines.filter((line) => line.includes(` TO ${grantee}`));
  return {
    name: kind === 'account' ? `${user}@${host}` : user,
    quoted,
    kind,
    user,
    isLocked: is_locked === 1,
    defaultRole: default_role,
    roles,
    rights: own.flatMap((line) => parseGrantLine(line)),
  };
}

function quotedName(kind: Principal['kind'], user: string, host: string): string {
  if (kind === 'public') return PUBLIC;
  return kind === 'role' ? quoteName(user) : `${quoteText(user)}@${quoteText(host)}`;
}

async function grantsFor(
  session: Pick<MariadbConnection, 'query'>,
  quoted: string,
): Promise<string[] | undefined> {
  try {
    const rows = await session.query(`SHOW GRANTS FOR ${quoted}`);
    return rows.map((row) => String(Object.values(row)[0]));
  } catch (thrown) {
    if (serverErrno(thrown) === NO_SUCH_GRANT) return undefined;
    throw thrown;
  }
}
