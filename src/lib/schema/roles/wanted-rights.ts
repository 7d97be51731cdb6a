import type { Databases } from '../../infra/config/databases.ts';
import { escapeWildcards } from '../../infra/mariadb/accounts/account-statements.ts';
import type { Role, RoleGrant } from '../../infra/mariadb/accounts/role-table.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { type Right, uniqueRights } from '../../infra/mariadb/accounts/right.ts';
import { objectName, schemaOf, type SchemaObject } from './schema-object.ts';

/** What a role may do on a server that has these objects. */
export function wantedRights(
  role: Pick<Role, 'grants'>,
  databases: Databases,
  objects: readonly SchemaObject[],
): Right[] {
  return uniqueRights(
    role.grants.flatMap((grant) =>
      placesOf(grant, databases, objects).flatMap((place) =>
        grant.privileges.map((privilege) => ({ privilege, place })),
      ),
    ),
  );
}

/** True if the name is one of these, with `*` for any characters, and none of the exceptions. */
export function isNamed(name: string, { named = [], except = [] }: Pick<RoleGrant, 'named' | 'except'>) {
  const matches = (patterns: readonly string[]) => patterns.some((pattern) => glob(pattern).test(name));
  return matches(named) && !matches(except);
}

function placesOf(grant: RoleGrant, databases: Databases, objects: readonly SchemaObject[]): string[] {
  const { on } = grant;
  if (on === 'server') return ['*.*'];
  if (on === 'mysql') return (grant.named ?? []).map((table) => quoteQualified('mysql', table));
  if (on === 'databases') {
    const chosen = Object.entries(databases).filter(([key]) => isNamed(key, grant));
    return chosen.map(([, name]) => `${quoteName(escapeWildcards(name))}.*`);
  }
  return objects
    .filter((object) => object.type === on && isNamed(objectName(object), grant))
    .map((object) => {
      const place = quoteQualified(schemaOf(object, databases), object.name);
      return on === 'function' || on === 'procedure' ? `${on.toUpperCase()} ${place}` : place;
    });
}

function glob(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`);
}
