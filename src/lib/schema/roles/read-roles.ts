import { AetherError } from '../../core/errors.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { describeEndpoint } from '../../infra/mariadb/endpoint.ts';
import { migrationsDirectory } from '../migrations-directory.ts';
import { holderSteps, principalsAfter } from './after-roles.ts';
import { planRoles, type RoleFacts, type RolePlan } from './plan-roles.ts';
import { readOurObjects } from './read-our-objects.ts';
import { readPrincipals } from './read-principals.ts';
import { refuseDefiners } from './refuse-definers.ts';
import { refuseLosses } from './refuse-losses.ts';
import { type RoleState, roleStates } from './role-states.ts';

/** Reads what the server has. Needs SELECT on the database mysql. */
export async function readRoleFacts(
  session: MariadbConnection,
  { config }: LoadedEnvironment,
  directory: string,
): Promise<RoleFacts> {
  const databases = databasesOf(config.mariadb.database);
  const { accounts } = config.mariadb;
  return {
    databases,
    objects: await readOurObjects(session, databases, directory),
    principals: await readPrincipals(session),
    users: Object.fromEntries(Object.entries(accounts).map(([key, { user }]) => [key, user])),
  };
}

/** What `applyRoles` would do, and what everybody may do before and after it. Throws SCHEMA_MISSING, RIGHTS_NEEDED. */
export async function readRolePlan(
  session: MariadbConnection,
  environment: LoadedEnvironment,
  directory: string,
): Promise<RolePlan> {
  const facts = await readRoleFacts(session, environment, directory);
  const { databases, users, objects, principals: before } = facts;
  if (!objects.some(({ database, name }) => database === 'meta' && name === 'lease'))
    throw new AetherError('SCHEMA_MISSING', `${databases.meta} does not contain aether's tables yet`, {
      hint: 'aether schema apply',
    });
  const target = `${databases.data} on ${describeEndpoint(session.endpoint)}, environment ${environment.config.name}`;
  const plan = planRoles(target, facts);
  const [who] = await session.query<{ name: string }>('SELECT CURRENT_USER() AS name');
  const acting = who?.name ?? '';
  const after = principalsAfter(facts, plan, acting);
  refuseLosses({ before, after, databases, users, acting });
  await refuseDefiners(session, databases, plan);
  return { ...plan, steps: [...plan.steps, ...holderSteps(before, after)] };
}

/** The roles of the environment for `schema status`; null if no administrator is declared who can read them. */
export async function readRoleStates(context: Context, from?: string): Promise<RoleState[] | null> {
  const environment = await context.environment();
  if (environment.config.mariadb.accounts['admin'] === undefined) return null;
  const connector = await context.mariadb('admin');
  await using session = await connector.open();
  return roleStates(await readRoleFacts(session, environment, migrationsDirectory(context, from)));
}
