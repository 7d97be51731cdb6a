import { keepStep } from '../../core/plan.ts';
import { formatNumberOf } from '../../core/units.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { compareRoles, type RoleFacts, type RolePlan, type RoleStep } from './plan-roles.ts';
import { effectiveRights, type Principal, type Principals } from './principal.ts';
import { rightText } from '../../infra/mariadb/accounts/right.ts';

/** The accounts and roles of the server as they are once the plan has run. */
export function principalsAfter(facts: RoleFacts, plan: RolePlan, acting: string): Principals {
  const after = new Map(facts.principals);
  for (const { name, wanted, isThere } of compareRoles(facts)) {
    const found = facts.principals.get(name) ?? newRole(name);
    after.set(name, { ...found, roles: [], rights: wanted });
    // Who makes a role is in it.
    if (!isThere) join(after, acting, name);
  }
  for (const { id, subject, role } of plan.steps) if (id.startsWith('member:')) join(after, subject, role);
  return after;
}

function newRole(name: string): Principal {
  return {
    name,
    quoted: quoteName(name),
    kind: 'role',
    user: name,
    isLocked: false,
    defaultRole: null,
    roles: [],
    rights: [],
  };
}

function join(principals: Map<string, Principal>, name: string, role: string): void {
  const found = principals.get(name);
  if (found !== undefined && !found.roles.includes(role))
    principals.set(name, { ...found, roles: [...found.roles, role] });
}

/** Everybody's effective rights before and after, as steps that do nothing. */
export function holderSteps(before: Principals, after: Principals): RoleStep[] {
  return [...after.values()].map((principal) => {
    const old = before.get(principal.name);
    const rightsBefore = old === undefined ? [] : effectiveRights(before, old).map(rightText);
    const rightsAfter = effectiveRights(after, principal).map(rightText);
    return {
      ...keepStep({
        id: `rights:${principal.name}`,
        subject: principal.name,
        summary: describeChange(rightsBefore, rightsAfter),
        notable: rightsBefore.join() !== rightsAfter.join(),
        facts: { rights_before: rightsBefore, rights_after: rightsAfter },
      }),
      role: principal.name,
      statements: [],
    };
  });
}

const SHOWN = 3;

function describeChange(before: readonly string[], after: readonly string[]): string {
  const lost = before.filter((right) => !after.includes(right));
  const gained = after.length - (before.length - lost.length);
  const names = `${lost.slice(0, SHOWN).join('; ')}${lost.length > SHOWN ? '; …' : ''}`;
  const parts = [
    ...(gained === 0 ? [] : [`gains ${gained}`]),
    ...(lost.length === 0 ? [] : [`loses ${lost.length}: ${names}`]),
  ];
  const held = `may do the same before and after: ${formatNumberOf(before.length, 'right')}`;
  return parts.length === 0
    ? held
    : `${formatNumberOf(before.length, 'right')}, then ${after.length}; ${parts.join(', ')}`;
}
