import { describe, expect, it } from 'vitest';
import { databasesOf } from '../../infra/config/databases.ts';
import { DEFINER } from '../../infra/mariadb/accounts/account-table.ts';
import { grantStatement, quoteAccount } from '../../infra/mariadb/accounts/account-statements.ts';
import { ROLE_KEYS, roleName, roleOf } from '../../infra/mariadb/accounts/role-table.ts';
import { parseGrantLine, type Right } from '../../infra/mariadb/accounts/right.ts';
import { holderSteps, principalsAfter } from './after-roles.ts';
import { planRoles, type RoleFacts } from './plan-roles.ts';
import { type Principal, type Principals, PUBLIC } from './principal.ts';
import { refuseLosses } from './refuse-losses.ts';
import type { SchemaObject } from './schema-object.ts';
import { wantedRights } from './wanted-rights.ts';

const DATABASES = databasesOf('shop');
const OBJECTS: readonly SchemaObject[] = [
  { type: 'table', database: 'data', name: 'customer' },
  { type: 'view', database: 'data', name: 'masked_customer' },
];
const ACTING = 'dba@%';

function principal(name: string, more: Partial<Principal> = {}): Principal {
  const kind = name.includes('@') ? 'account' : 'role';
  const [user = ''] = name.split('@');
  const quoted = kind === 'role' ? `\`${name}\`` : quoteAccount({ user, from: '%' });
  return { name, quoted, kind, user, isLocked: false, defaultRole: null, roles: [], rights: [], ...more };
}

const right = (line: string): Right[] => parseGrantLine(`GRANT ${line} TO \`x\``);
const applied = () =>
  ROLE_KEYS.map((key) =>
    principal(roleName('shop', key), { rights: wantedRights(roleOf(key), DATABASES, OBJECTS) }),
  );

function facts(...principals: Principal[]): RoleFacts {
  const all: Principals = new Map(principals.map((one) => [one.name, one]));
  return { databases: DATABASES, objects: OBJECTS, principals: all, users: { ingest: 'loader' } };
}

const pending = (given: RoleFacts) =>
  planRoles('shop', given).steps.filter(({ action }) => action !== 'keep');

describe('a plan of roles', () => {
  it('is empty if all are as the table of roles says', () => {
    expect(pending(facts(...applied()))).toEqual([]);
    expect(planRoles('shop', facts(...applied())).title).toBe('Roles of shop: up to date');
  });

  it('makes what is missing and destroys nothing', () => {
    const steps = pending(facts());
    expect(steps.map(({ action, subject }) => `${action} ${subject}`)).toEqual(
      ROLE_KEYS.map((key) => `create shop_${key}`),
    );
    expect(steps.find(({ role }) => role === 'shop_analyst')?.statements).toEqual([
      'CREATE ROLE IF NOT EXISTS `shop_analyst`',
      'GRANT SELECT ON `shop`.`masked_customer` TO `shop_analyst`',
    ]);
    expect(steps.some(({ destructive }) => destructive)).toBe(false);
  });

  it('puts what is taken away last, and marks it', () => {
    const wide = applied().map((role) =>
      role.name === 'shop_owner' ? { ...role, rights: [...role.rights, ...right('FILE ON *.*')] } : role,
    );
    const steps = pending(facts(...wide.filter(({ name }) => name !== 'shop_ops')));
    expect(steps.map(({ id, destructive }) => `${id} ${destructive ?? false}`)).toEqual([
      'grant:ops false',
      'revoke:owner true',
    ]);
    expect(steps.at(-1)?.statements).toEqual(['REVOKE FILE ON *.* FROM `shop_owner`']);
  });

  it('makes the account that the environment names a member, and keeps a default role that it has', () => {
    const member = (more: Partial<Principal>) =>
      pending(facts(...applied(), principal('loader@%', more), principal('of_others'))).flatMap(
        ({ statements }) => statements,
      );
    const join = "GRANT `shop_ingest` TO 'loader'@'%'";
    const byDefault = "SET DEFAULT ROLE `shop_ingest` FOR 'loader'@'%'";
    expect(member({})).toEqual([join, byDefault]);
    expect(member({ roles: ['shop_ingest'] })).toEqual([byDefault]);
    expect(member({ defaultRole: 'of_others' })).toEqual([join]);
    expect(member({ defaultRole: 'of_nobody', roles: ['shop_ingest'] })).toEqual([byDefault]);
    expect(member({ defaultRole: 'shop_ingest', roles: ['shop_ingest'] })).toEqual([]);
  });

  it('touches no role and no account of somebody else', () => {
    const others = [
      principal('other_role', { rights: right('ALL PRIVILEGES ON *.*') }),
      principal('shop_x_owner', { rights: right('FILE ON *.*') }),
      principal('anna@%', { roles: ['shop_analyst'] }),
    ];
    expect(pending(facts(...applied(), ...others))).toEqual([]);
  });
});

describe('the rights of everybody', () => {
  it('before and after are those of the roles and of PUBLIC, too', () => {
    const given = facts(
      ...applied().filter(({ name }) => name !== 'shop_analyst'),
      principal('shop_analyst', { rights: right('SELECT ON `shop`.`customer`') }),
      principal('circle_a', { roles: ['circle_b'] }),
      principal('circle_b', { roles: ['circle_a', 'shop_analyst'] }),
      principal('anna@%', { roles: ['circle_a'] }),
      { ...principal(PUBLIC), kind: 'public', rights: right('EXECUTE ON `test`.*') },
    );
    const after = principalsAfter(given, planRoles('shop', given), ACTING);
    const anna = holderSteps(given.principals, after).find(({ subject }) => subject === 'anna@%');
    expect(anna?.facts).toEqual({
      rights_before: ['SELECT ON `shop`.`customer`', 'EXECUTE ON `test`.*'],
      rights_after: ['SELECT ON `shop`.`masked_customer`', 'EXECUTE ON `test`.*'],
    });
    expect(anna?.summary).toBe('2 rights, then 2; gains 1, loses 1: SELECT ON `shop`.`customer`');
  });
});

describe('a plan that takes away what is needed', () => {
  const refused = (...principals: Principal[]) => {
    const given = facts(...applied().filter(({ name }) => name !== 'shop_ops'), ...principals);
    const after = principalsAfter(given, planRoles('shop', given), ACTING);
    return () => refuseLosses({ ...given, before: given.principals, after, acting: ACTING });
  };
  const wide = principal('shop_ops', {
    rights: right('ALL PRIVILEGES ON *.*').concat(
      right('USAGE ON *.* ').concat(right('GRANT OPTION ON *.*')),
    ),
  });

  it.each(['dba@%', 'loader@%'])('is refused for %s, if the role is in force', (name) => {
    const inForce = { roles: ['shop_ops'], defaultRole: 'shop_ops' };
    expect(refused(wide, principal(name, inForce))).toThrow(`${name} would lose rights that it needs`);
    expect(refused(wide, principal(name, { roles: ['shop_ops'] }))).not.toThrow();
  });

  it('is not if the account has them itself, or lacked them before', () => {
    expect(refused(wide, principal('dba@%', { rights: wide.rights, defaultRole: 'shop_ops' }))).not.toThrow();
    expect(refused(wide, principal('dba@%'), principal('loader@%'))).not.toThrow();
    const definer = quoteAccount(DEFINER);
    const own = DEFINER.grants.flatMap((grant) =>
      parseGrantLine(grantStatement(grant, 'shop%', definer).replaceAll("'", '`')),
    );
    expect(refused(wide, principal('aether_definer@localhost', { rights: own }))).not.toThrow();
  });
});
