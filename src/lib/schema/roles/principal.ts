import { condenseRights, type Right } from '../../infra/mariadb/accounts/right.ts';

/** Everybody, as a role that each account is in (10.11 and later). */
export const PUBLIC = 'PUBLIC';

/** An account or a role of a server, with what was granted to itself. */
export interface Principal {
  /** `aether_ingest@%`, `aethermart_analyst`, `PUBLIC`. */
  readonly name: string;
  /** The same for a statement. */
  readonly quoted: string;
  readonly kind: 'account' | 'role' | 'public';
  readonly user: string;
  /** Nobody can log in with it. */
  readonly isLocked: boolean;
  /** The role that is in force from its login on. */
  readonly defaultRole: string | null;
  /** The roles that it is in by itself, not through another role. */
  readonly roles: readonly string[];
  readonly rights: readonly Right[];
}

/** All of a server, by name. */
export type Principals = ReadonlyMap<string, Principal>;

/** What it may do at most: what it has, and what its roles have, whether in force or set by SET ROLE. */
export function effectiveRights(principals: Principals, { roles, rights }: Principal): Right[] {
  return collect(principals, rights, roles);
}

/** What it may do from its login on, without SET ROLE. */
export function rightsInForce(principals: Principals, { defaultRole, rights }: Principal): Right[] {
  return collect(principals, rights, defaultRole === null ? [] : [defaultRole]);
}

function collect(principals: Principals, own: readonly Right[], roles: readonly string[]): Right[] {
  const seen = new Set<string>();
  const rights = [...own];
  const open = [...roles, PUBLIC];
  for (let role = open.pop(); role !== undefined; role = open.pop()) {
    const found = principals.get(role);
    if (found === undefined || seen.has(role)) continue;
    seen.add(role);
    rights.push(...found.rights);
    open.push(...found.roles);
  }
  return condenseRights(rights);
}

/** The accounts and roles that are in a role by themselves. */
export function membersOf(principals: Principals, role: string): Principal[] {
  return [...principals.values()].filter(({ roles }) => roles.includes(role));
}
