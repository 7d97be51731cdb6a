import { AUDIT_DEFINER_NAME } from '../../infra/audit/audit-database.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import { ACCOUNT_KEYS, accountOf, DEFINER } from '../../infra/mariadb/accounts/account-table.ts';
import { rootPrivileges } from '../../infra/mariadb/accounts/privilege-names.ts';
import { migrationsDirectory } from '../migrations-directory.ts';
import { compareMembers, type MemberState } from './compare-members.ts';
import type { RoleFacts } from './plan-roles.ts';
import { effectiveRights, type Principal } from './principal.ts';
import { readRoleFacts } from './read-roles.ts';
import { type Right, rightText } from '../../infra/mariadb/accounts/right.ts';
import { type RoleState, roleStates } from './role-states.ts';

/** What somebody may do at most, by itself and by its roles. */
export interface Holder {
  readonly name: string;
  /** `role` and `account` are the environment's, `definer` owns its objects; aether does not touch the others. */
  readonly kind: 'role' | 'account' | 'definer' | 'other account' | 'other role' | 'everybody';
  readonly is_locked: boolean;
  readonly roles: readonly string[];
  readonly default_role: string | null;
  readonly rights: readonly string[];
  /** The privileges by which it can become root. */
  readonly like_root: readonly string[];
}

export interface RoleReport {
  readonly databases: Databases;
  readonly roles: readonly RoleState[];
  readonly holders: readonly (Holder & { readonly all: readonly Right[] })[];
  readonly members: readonly MemberState[];
}

/** Who may do what on the server, and on which members of the cluster the roles are the same. */
export async function readRoleReport(context: Context, from?: string): Promise<RoleReport> {
  const environment = await context.environment();
  const connector = await context.mariadb('admin');
  await using session = await connector.open();
  const facts = await readRoleFacts(session, environment, migrationsDirectory(context, from));
  const roles = roleStates(facts);
  return {
    databases: facts.databases,
    roles,
    holders: holdersOf(facts, new Set(roles.map(({ name }) => name))),
    members: await compareMembers(context, session),
  };
}

function holdersOf(facts: RoleFacts, ours: ReadonlySet<string>): RoleReport['holders'] {
  const users = new Set(ACCOUNT_KEYS.map((key) => facts.users[key] ?? accountOf(key).user));
  return [...facts.principals.values()].map((principal) => {
    const all = effectiveRights(facts.principals, principal);
    const onServer = all.filter(({ place }) => place === '*.*').map(({ privilege }) => privilege);
    return {
      name: principal.name,
      kind: kindOf(principal, ours, users),
      is_locked: principal.isLocked,
      roles: principal.roles,
      default_role: principal.defaultRole,
      rights: all.map(rightText),
      like_root: rootPrivileges(onServer),
      all,
    };
  });
}

function kindOf(
  { kind, name, user }: Principal,
  ours: ReadonlySet<string>,
  users: ReadonlySet<string>,
): Holder['kind'] {
  if (kind === 'public') return 'everybody';
  if (kind === 'role') return ours.has(name) ? 'role' : 'other role';
  if (name === `${DEFINER.user}@${DEFINER.from}` || name === AUDIT_DEFINER_NAME) return 'definer';
  return users.has(user) ? 'account' : 'other account';
}
