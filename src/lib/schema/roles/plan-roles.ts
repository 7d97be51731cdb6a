import { keepStep, type Plan, type Step } from '../../core/plan.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { Databases } from '../../infra/config/databases.ts';
import {
  type Role,
  ROLE_KEYS,
  type RoleKey,
  roleName,
  roleOf,
} from '../../infra/mariadb/accounts/role-table.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { describeRights } from './describe-rights.ts';
import type { Principal, Principals } from './principal.ts';
import {
  extraRights,
  grantStatements,
  missingRights,
  revokeStatements,
  type Right,
  rightText,
} from '../../infra/mariadb/accounts/right.ts';
import type { SchemaObject } from './schema-object.ts';
import { wantedRights } from './wanted-rights.ts';

/** What a server has, and what the environment calls its accounts. */
export interface RoleFacts {
  readonly databases: Databases;
  /** Those that aether made and the server has. */
  readonly objects: readonly SchemaObject[];
  readonly principals: Principals;
  /** The user of each declared account. */
  readonly users: Readonly<Record<string, string>>;
}

export interface RoleStep extends Step {
  /** The role on the server. */
  readonly role: string;
  /** Each may be run again. */
  readonly statements: readonly string[];
}

export type RolePlan = Plan<RoleStep>;

/** Where a role of the environment differs from the table of roles. */
export interface RoleDifference {
  readonly key: RoleKey;
  readonly name: string;
  readonly isThere: boolean;
  readonly missing: readonly Right[];
  readonly extra: readonly Right[];
  /** Roles that somebody has put it in. */
  readonly nested: readonly string[];
  readonly wanted: readonly Right[];
}

/** Compares each role with the table of roles. */
export function compareRoles({ databases, objects, principals }: RoleFacts): RoleDifference[] {
  return ROLE_KEYS.map((key) => {
    const name = roleName(databases.data, key);
    const found = principals.get(name);
    const held = found?.rights ?? [];
    const wanted = wantedRights(roleOf(key), databases, objects);
    return {
      key,
      name,
      isThere: found !== undefined,
      missing: missingRights(wanted, held),
      extra: extraRights(wanted, held),
      nested: found?.roles ?? [],
      wanted,
    };
  });
}

/**
 * First what is given: roles, rights, members; then what is taken away, each step of it destructive. Accounts and roles that
 * are not of the environment are in no step.
 */
export function planRoles(target: string, facts: RoleFacts): RolePlan {
  const differences = compareRoles(facts);
  const given = differences.map(planGrants);
  const members = ROLE_KEYS.flatMap((key) => planMembers(key, facts));
  const taken = differences.flatMap(planRevokes);
  const steps = [...given, ...members, ...taken];
  const changes = steps.filter(({ action }) => action !== 'keep').length;
  return {
    title: `Roles of ${target}: ${changes === 0 ? 'up to date' : formatNumberOf(changes, 'change')}`,
    steps,
  };
}

function planGrants({ key, name, isThere, missing, wanted }: RoleDifference): RoleStep {
  const statements = [
    ...(isThere ? [] : [`CREATE ROLE IF NOT EXISTS ${quoteName(name)}`]),
    ...grantStatements(missing, quoteName(name)),
  ];
  const words = { id: `grant:${key}`, subject: name };
  if (statements.length === 0)
    return { ...keepStep({ ...words, summary: describeRights(wanted) }), role: name, statements };
  return {
    ...words,
    action: isThere ? 'change' : 'create',
    summary: missing.length === 0 ? 'no rights yet' : describeRights(missing),
    why: isThere ? 'it lacks these rights' : roleOf(key).usedFor,
    facts: { statements },
    role: name,
    statements,
  };
}

/** The account of aether's that belongs into a role; its default role is set if it has none. */
function planMembers(key: RoleKey, { databases, principals, users }: RoleFacts): RoleStep[] {
  const { account }: Role = roleOf(key);
  const role = roleName(databases.data, key);
  const user = account === undefined ? undefined : users[account];
  const logins = [...principals.values()].filter((one) => one.kind === 'account' && one.user === user);
  return logins.flatMap((login) => {
    // A server keeps the name of a default role that somebody has dropped.
    const hasDefault = login.defaultRole !== null && principals.has(login.defaultRole);
    return planMember({ key, role, hasDefault }, login);
  });
}

interface Membership {
  readonly key: RoleKey;
  readonly role: string;
  readonly hasDefault: boolean;
}

function planMember({ key, role, hasDefault }: Membership, { name, quoted, roles }: Principal): RoleStep[] {
  const isMember = roles.includes(role);
  const statements = [
    ...(isMember ? [] : [`GRANT ${quoteName(role)} TO ${quoted}`]),
    ...(hasDefault ? [] : [`SET DEFAULT ROLE ${quoteName(role)} FOR ${quoted}`]),
  ];
  if (statements.length === 0) return [];
  return [
    {
      id: `member:${key}:${name}`,
      action: 'change',
      subject: name,
      summary: `member of ${role}${hasDefault ? '' : ', in force from its login on'}`,
      facts: { statements },
      role,
      statements,
    },
  ];
}

function planRevokes({ key, name, extra, nested, wanted }: RoleDifference): RoleStep[] {
  if (extra.length === 0 && nested.length === 0) return [];
  const quoted = quoteName(name);
  const statements = [
    ...revokeStatements(extra, wanted, quoted),
    ...nested.map((role) => `REVOKE ${quoteName(role)} FROM ${quoted}`),
  ];
  const taken = [
    ...(extra.length === 0 ? [] : [describeRights(extra)]),
    ...nested.map((role) => `role ${role}`),
  ];
  return [
    {
      id: `revoke:${key}`,
      action: 'delete',
      subject: name,
      summary: `takes away ${taken.join(', ')}`,
      why: 'somebody has given it more than the table of roles says',
      destructive: true,
      risk: 'takes rights away',
      facts: { statements, rights: extra.map(rightText) },
      role: name,
      statements,
    },
  ];
}
