import { AetherError } from '../../core/errors.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { ROLE_KEYS, roleName } from '../../infra/mariadb/accounts/role-table.ts';
import type { Principals } from './principal.ts';
import { readPrincipals } from './read-principals.ts';
import { rightText, uniqueRights } from '../../infra/mariadb/accounts/right.ts';

/** Whether a member of the cluster has the same roles as the server that was asked first. */
export interface MemberState {
  readonly host: string;
  readonly state: 'equal' | 'different' | 'unknown';
  /** The roles that differ there, or why it is not known. */
  readonly detail: string | null;
}

/** Compares the roles of the environment, with rights and members, on every other member of the Galera cluster. */
export async function compareMembers(context: Context, session: MariadbConnection): Promise<MemberState[]> {
  const { config } = await context.environment();
  const others = hostsWith(config, ['galera']).filter((host) => host !== session.endpoint.name);
  if (others.length === 0) return [];
  const names = ROLE_KEYS.map((key) => roleName(databasesOf(config.mariadb.database).data, key));
  const expected = summaryOf(await readPrincipals(session), names);
  return await Promise.all(others.map((host) => compareMember(context, host, expected)));
}

async function compareMember(
  context: Context,
  host: string,
  expected: ReadonlyMap<string, string>,
): Promise<MemberState> {
  try {
    await using member = await (await context.mariadb('admin')).open({ host });
    // The reads wait until it has applied what the other one committed before.
    await member.run('SET SESSION wsrep_sync_wait = 1');
    const found = summaryOf(await readPrincipals(member), [...expected.keys()]);
    const different = [...expected].filter(([name, text]) => found.get(name) !== text);
    const detail = different.length === 0 ? null : different.map(([name]) => name).join(', ');
    return { host, state: detail === null ? 'equal' : 'different', detail };
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
    return { host, state: 'unknown', detail: thrown.message };
  }
}

/** One text for each role, equal only if its rights and its members are. */
function summaryOf(principals: Principals, names: readonly string[]): Map<string, string> {
  return new Map(
    names.map((name) => {
      const role = principals.get(name);
      const members = [...principals.values()].filter(({ roles }) => roles.includes(name));
      return [
        name,
        JSON.stringify([
          role === undefined ? null : uniqueRights(role.rights).map(rightText),
          role?.roles.toSorted(),
          members.map((member) => member.name).toSorted(),
        ]),
      ];
    }),
  );
}
