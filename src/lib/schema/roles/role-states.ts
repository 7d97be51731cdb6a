import { type RoleKey, roleOf } from '../../infra/mariadb/accounts/role-table.ts';
import { grantStatements, revokeStatements, rightText } from '../../infra/mariadb/accounts/right.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { compareRoles, type RoleDifference, type RoleFacts } from './plan-roles.ts';
import { membersOf } from './principal.ts';

/** One role of the environment as it is on the server. */
export interface RoleState {
  readonly role: RoleKey;
  readonly name: string;
  readonly used_for: string;
  /** `different`: it has more or less than the table of roles says. */
  readonly state: 'applied' | 'different' | 'missing';
  readonly members: readonly string[];
  readonly lacks: readonly string[];
  readonly extra: readonly string[];
  /** The statements that repair it. */
  readonly repair: readonly string[];
}

/** How the roles differ from the table of roles. */
export function roleStates(facts: RoleFacts): RoleState[] {
  return compareRoles(facts).map((difference) => ({
    role: difference.key,
    name: difference.name,
    used_for: roleOf(difference.key).usedFor,
    state: stateOf(difference),
    members: membersOf(facts.principals, difference.name).map(({ name }) => name),
    lacks: difference.missing.map(rightText),
    extra: [...difference.extra.map(rightText), ...difference.nested.map((role) => `role ${role}`)],
    repair: repairOf(difference),
  }));
}

function stateOf({ isThere, missing, extra, nested }: RoleDifference): RoleState['state'] {
  if (!isThere) return 'missing';
  return missing.length + extra.length + nested.length === 0 ? 'applied' : 'different';
}

function repairOf({ name, isThere, missing, extra, nested, wanted }: RoleDifference): string[] {
  const quoted = quoteName(name);
  return [
    ...(isThere ? [] : [`CREATE ROLE ${quoted}`]),
    ...grantStatements(missing, quoted),
    ...revokeStatements(extra, wanted, quoted),
    ...nested.map((role) => `REVOKE ${quoteName(role)} FROM ${quoted}`),
  ];
}
